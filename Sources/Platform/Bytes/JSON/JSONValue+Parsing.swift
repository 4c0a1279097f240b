extension JSONValue {
    /// Reads one whole document; white space around it is allowed.
    ///
    /// - Parameter depthLimit: How deep objects and arrays may be nested.
    /// - Throws: What is wrong, with its line and column; also a number too large for a double, as 1e400.
    public init(parsing bytes: [UInt8], depthLimit: Int = 64) throws(JSONError) {
        var tape = JSONTape(depthLimit: depthLimit)
        try tape.parse(bytes)
        self = try tape.value(at: 0, in: bytes)
    }

    /// Reads one whole document; see ``init(parsing:depthLimit:)-([UInt8],_)``.
    public init(parsing text: String, depthLimit: Int = 64) throws(JSONError) {
        try self.init(parsing: [UInt8](text.utf8), depthLimit: depthLimit)
    }
}

extension JSONTape {
    /// The token at `index`, and all that is in it, as a value.
    ///
    /// - Parameter bytes: The bytes that this tape was made from.
    /// - Throws: When a number is too large for a double.
    public func value(at index: Int, in bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var next = index
        return try value(&next, bytes)
    }

    /// The text of the string at `index`, unescaped; empty for another kind of token.
    ///
    /// - Parameter bytes: The bytes that this tape was made from.
    public func string(at index: Int, in bytes: [UInt8]) -> String {
        let token = tokens[index]
        guard token.kind == .string else { return "" }
        guard token.hasEscapes else { return String(decoding: bytes[token.range], as: UTF8.self) }
        var text: [UInt8] = []
        do throws(JSONError) {
            try JSONText.unescape(bytes, in: token.range, into: &text)
        } catch {
            invariant(false, "the tape holds a string that cannot be read: \(error)")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The recursion is as deep as the document, which ``depthLimit`` bounds.
    private func value(_ next: inout Int, _ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        let index = next
        let token = tokens[index]
        next += 1
        switch token.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .string: return .string(string(at: index, in: bytes))
        case .number: return try number(token, bytes)
        case .array:
            var elements: [JSONValue] = []
            while next < token.next { elements.append(try value(&next, bytes)) }
            return .array(elements)
        case .object:
            var members: [(key: String, value: JSONValue)] = []
            while next < token.next {
                let key = string(at: next, in: bytes)
                next += 1
                members.append((key, try value(&next, bytes)))
            }
            return .object(JSONObject(members))
        }
    }

    private func number(_ token: Token, _ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        if token.isInteger {
            if let value = NumberText.parseInt64(bytes, in: token.range) {
                // An integer has no negative zero, a double has.
                if value != 0 || bytes[token.start] != UInt8(ascii: "-") { return .integer(value) }
            } else if let value = NumberText.parseUInt64(bytes, in: token.range) {
                return .unsigned(value)
            }
        }
        guard let value = NumberText.parseDouble(bytes, in: token.range), value.isFinite else {
            let start = tokens[0].start
            // What keeps it right: the buffer is lent for this one call, which reads nothing behind its end.
            throw unsafe bytes.withUnsafeBytes { buffer in
                unsafe JSONFault(token.start, "the number is too large for a double").located(in: buffer, from: start)
            }
        }
        return .double(value)
    }
}
