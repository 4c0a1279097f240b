internal import Bytes

/// Writes values on a JSON tape as MessagePack.
enum JSONRecord {
    /// Appends the value at `index` of the tape.
    static func append(
        _ tape: JSONTape,
        at index: Int,
        of bytes: [UInt8],
        to writer: inout MessagePackWriter
    ) throws(JSONError) {
        let token = tape.tokens[index]
        switch token.kind {
        case .null: writer.nil()
        case .true: writer.bool(true)
        case .false: writer.bool(false)
        case .number: appendNumber(token, of: bytes, to: &writer)
        case .string: try appendString(token, of: bytes, to: &writer)
        case .array:
            var item = index + 1
            var count = 0
            while item < token.next {
                count += 1
                item = tape.tokens[item].next
            }
            writer.arrayHeader(count)
            item = index + 1
            while item < token.next {
                try append(tape, at: item, of: bytes, to: &writer)
                item = tape.tokens[item].next
            }
        case .object:
            let members = members(tape, at: index, of: bytes)
            writer.mapHeader(members.count)
            for member in members {
                try appendString(tape.tokens[member], of: bytes, to: &writer)
                try append(tape, at: member + 1, of: bytes, to: &writer)
            }
        }
    }

    /// The tape indices of the keys of an object; of a key given twice the last.
    static func members(_ tape: JSONTape, at index: Int, of bytes: [UInt8]) -> [Int] {
        var keys: [Int] = []
        var key = index + 1
        let end = tape.tokens[index].next
        while key < end {
            keys.append(key)
            key = tape.tokens[key + 1].next
        }
        if keys.count <= 16 {
            var result: [Int] = []
            for key in keys {
                let range = tape.tokens[key].range
                if let same = result.firstIndex(where: { bytes[tape.tokens[$0].range].elementsEqual(bytes[range]) }) {
                    result[same] = key
                } else {
                    result.append(key)
                }
            }
            return result
        }
        var places: [ArraySlice<UInt8>: Int] = [:]
        var result: [Int] = []
        for key in keys {
            let text = bytes[tape.tokens[key].range]
            if let place = places[text] {
                result[place] = key
            } else {
                places[text] = result.count
                result.append(key)
            }
        }
        return result
    }

    private static func appendNumber(_ token: JSONTape.Token, of bytes: [UInt8], to writer: inout MessagePackWriter) {
        if token.isInteger {
            if let value = NumberText.parseInt64(bytes, in: token.range) { return writer.integer(value) }
            if let value = NumberText.parseUInt64(bytes, in: token.range) { return writer.integer(value) }
        }
        writer.double(NumberText.parseDouble(bytes, in: token.range) ?? .infinity)
    }

    private static func appendString(
        _ token: JSONTape.Token,
        of bytes: [UInt8],
        to writer: inout MessagePackWriter
    ) throws(JSONError) {
        guard token.hasEscapes else { return writer.string(utf8: bytes, in: token.range) }
        var text: [UInt8] = []
        try JSONText.unescape(bytes, in: token.range, into: &text)
        writer.string(utf8: text)
    }
}
