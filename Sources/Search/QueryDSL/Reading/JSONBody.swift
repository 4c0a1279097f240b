public import Bytes
public import LogStore

/// A JSON body of a request, parsed, with the place of everything in it: errors say line and column.
public final class JSONBody: Sendable {
    let bytes: [UInt8]
    let tape: JSONTape

    /// How deep a body may be nested. Queries in queries have a limit of their own.
    static let depthLimit = 200

    public init(parsing bytes: [UInt8]) throws(LogStoreError) {
        var tape = JSONTape(depthLimit: Self.depthLimit)
        do throws(JSONError) {
            try tape.parse(bytes)
        } catch {
            throw LogStoreError(
                .unknownField,
                "[\(error.line):\(error.column)] \(error.reason)",
                line: error.line,
                column: error.column,
                cause: LogStoreError(.jsonParse, "[\(error.line):\(error.column)] \(error.reason)")
            )
        }
        self.bytes = bytes
        self.tape = tape
    }

    /// The whole body as a value.
    public var json: JSONValue { root.json }

    public var root: BodyNode { BodyNode(body: self, index: 0) }
}

/// A value in a body.
public struct BodyNode: Sendable {
    let body: JSONBody
    let index: Int

    var token: JSONTape.Token { body.tape.tokens[index] }
    var kind: JSONTape.Token.Kind { token.kind }

    /// Line and column, from 1.
    var place: (line: Int, column: Int) {
        var line = 1
        var column = 1
        // A string's token begins behind its quote.
        let offset = kind == .string ? token.start - 1 : token.start
        for byte in body.bytes[..<offset] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    /// The members of an object, in order; none of anything else.
    var members: [(key: String, value: BodyNode)] {
        guard kind == .object else { return [] }
        var members: [(key: String, value: BodyNode)] = []
        var at = index + 1
        while at < token.next {
            members.append((body.tape.string(at: at, in: body.bytes), BodyNode(body: body, index: at + 1)))
            at = body.tape.tokens[at + 1].next
        }
        return members
    }

    /// The elements of an array; a value that is none, alone.
    var elements: [BodyNode] {
        guard kind == .array else { return [self] }
        var elements: [BodyNode] = []
        var at = index + 1
        while at < token.next {
            elements.append(BodyNode(body: body, index: at))
            at = body.tape.tokens[at].next
        }
        return elements
    }

    subscript(key: String) -> BodyNode? {
        members.last { $0.key == key }?.value
    }

    var json: JSONValue {
        do throws(JSONError) {
            return try body.tape.value(at: index, in: body.bytes)
        } catch {
            // The only reason is a number beyond the range of doubles.
            return .string(String(decoding: body.bytes[token.range], as: UTF8.self))
        }
    }

    /// The text of a scalar: a string as it is, others as they are written.
    var text: String? {
        switch kind {
        case .string: body.tape.string(at: index, in: body.bytes)
        case .number, .true, .false: String(decoding: body.bytes[token.range], as: UTF8.self)
        case .null, .object, .array: nil
        }
    }

    /// As Elasticsearch's parser names what it found.
    var tokenName: String {
        switch kind {
        case .null: "VALUE_NULL"
        case .true, .false: "VALUE_BOOLEAN"
        case .number: "VALUE_NUMBER"
        case .string: "VALUE_STRING"
        case .array: "START_ARRAY"
        case .object: "START_OBJECT"
        }
    }
}
