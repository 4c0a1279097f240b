internal import Bytes

/// The fields of one line as a parser finds them: slices of the line wherever possible.
struct ParsedFields {
    enum Key {
        case name([UInt8])
        /// In the bytes of the line.
        case slice(Range<Int>)
    }

    enum Value {
        case null
        /// Text in the bytes of the line.
        case slice(Range<Int>)
        /// Text that is not in the line as it is.
        case text([UInt8])
        /// MessagePack.
        case encoded([UInt8])
        /// A value on the JSON tape of the line.
        case token(Int)
    }

    struct Field {
        var key: Key
        var value: Value
    }

    var fields: [Field] = []
    var tape: JSONTape?

    func key(_ index: Int, of line: [UInt8]) -> ArraySlice<UInt8> {
        switch fields[index].key {
        case .name(let name): name[...]
        case .slice(let range): line[range]
        }
    }

    /// The text of a value; nil when it is no text.
    func text(_ index: Int, of line: [UInt8]) -> (bytes: [UInt8], range: Range<Int>)? {
        switch fields[index].value {
        case .slice(let range): return (line, range)
        case .text(let text): return (text, 0..<text.count)
        case .token(let token):
            guard let tape else { return nil }
            let found = tape.tokens[token]
            switch found.kind {
            case .string where !found.hasEscapes: return (line, found.range)
            case .string:
                var text: [UInt8] = []
                guard (try? JSONText.unescape(line, in: found.range, into: &text)) != nil else { return nil }
                return (text, 0..<text.count)
            case .number, .true, .false: return (line, found.range)
            default: return nil
            }
        case .null, .encoded: return nil
        }
    }
}
