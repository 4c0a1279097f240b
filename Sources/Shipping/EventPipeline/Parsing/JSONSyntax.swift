internal import Bytes

/// Lines that are JSON objects, or arrays of them.
enum JSONSyntax {
    static func parse(_ bytes: [UInt8], in range: Range<Int>) -> [ParsedFields] {
        var tape = JSONTape()
        guard (try? tape.parse(bytes, in: range)) != nil, let root = tape.tokens.first else { return [] }
        switch root.kind {
        case .object: return [fields(tape, at: 0, of: bytes)]
        case .array:
            var records: [ParsedFields] = []
            var item = 1
            while item < root.next {
                if tape.tokens[item].kind == .object { records.append(fields(tape, at: item, of: bytes)) }
                item = tape.tokens[item].next
            }
            return records
        default: return []
        }
    }

    private static func fields(_ tape: JSONTape, at index: Int, of bytes: [UInt8]) -> ParsedFields {
        var result = ParsedFields()
        let members = JSONRecord.members(tape, at: index, of: bytes)
        result.fields.reserveCapacity(members.count)
        for member in members {
            let token = tape.tokens[member]
            var key = ParsedFields.Key.slice(token.range)
            if token.hasEscapes {
                var name: [UInt8] = []
                if (try? JSONText.unescape(bytes, in: token.range, into: &name)) != nil { key = .name(name) }
            }
            result.fields.append(.init(key: key, value: .token(member + 1)))
        }
        result.tape = tape
        return result
    }
}
