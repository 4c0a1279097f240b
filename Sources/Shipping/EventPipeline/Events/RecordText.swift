internal import Bytes

/// Writes MessagePack values as text and JSON.
public enum RecordText {
    /// A string as it is, nil for null, anything else as JSON.
    static func text(_ bytes: [UInt8], in range: Range<Int>) -> String? {
        var cursor = MessagePackCursor(bytes, in: range)
        switch try? cursor.next() {
        case nil, .null?: return nil
        case .string(let text)?, .binary(let text)?: return String(decoding: bytes[text], as: UTF8.self)
        default:
            var json: [UInt8] = []
            appendJSON(bytes, in: range, to: &json)
            return String(decoding: json, as: UTF8.self)
        }
    }

    /// Appends the value at `range` as compact JSON. What is no MessagePack becomes null.
    ///
    /// Bytes that are not UTF-8 become U+FFFD, NaN and infinities become null, EventTime becomes seconds.
    public static func appendJSON(_ bytes: [UInt8], in range: Range<Int>, to json: inout [UInt8]) {
        var cursor = MessagePackCursor(bytes, in: range)
        let start = json.count
        do {
            try appendValue(&cursor, to: &json, depth: 0)
        } catch {
            json.removeSubrange(start...)
            json.append(contentsOf: "null".utf8)
        }
    }

    private static func appendValue(
        _ cursor: inout MessagePackCursor,
        to json: inout [UInt8],
        depth: Int
    ) throws(MessagePackError) {
        guard depth <= MessagePackCursor.depthLimit else {
            throw MessagePackError(.tooDeep(limit: MessagePackCursor.depthLimit), offset: cursor.position)
        }
        switch try cursor.next() {
        case .null: json.append(contentsOf: "null".utf8)
        case .bool(let value): json.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): NumberText.appendDecimal(value, to: &json)
        case .unsigned(let value): NumberText.appendDecimal(value, to: &json)
        case .double(let value):
            if value.isFinite {
                NumberText.appendShortest(value, to: &json)
            } else {
                json.append(contentsOf: "null".utf8)
            }
        case .string(let range), .binary(let range):
            JSONText.appendQuoted(cursor.bytes, in: range, to: &json)
        case .ext(let type, let range):
            appendExtension(type, cursor.bytes, range, to: &json)
        case .array(let count):
            json.append(UInt8(ascii: "["))
            for index in 0..<count {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                try appendValue(&cursor, to: &json, depth: depth + 1)
            }
            json.append(UInt8(ascii: "]"))
        case .map(let count):
            json.append(UInt8(ascii: "{"))
            for index in 0..<count {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                try appendKey(&cursor, to: &json, depth: depth + 1)
                json.append(UInt8(ascii: ":"))
                try appendValue(&cursor, to: &json, depth: depth + 1)
            }
            json.append(UInt8(ascii: "}"))
        }
    }

    /// JSON has string keys only: another key is written as text in quotes.
    private static func appendKey(
        _ cursor: inout MessagePackCursor,
        to json: inout [UInt8],
        depth: Int
    ) throws(MessagePackError) {
        var ahead = cursor
        switch try ahead.next() {
        case .string(let range), .binary(let range):
            JSONText.appendQuoted(cursor.bytes, in: range, to: &json)
            cursor = ahead
        default:
            var key: [UInt8] = []
            try appendValue(&cursor, to: &key, depth: depth)
            JSONText.appendQuoted(key, to: &json)
        }
    }

    private static func appendExtension(_ type: Int8, _ bytes: [UInt8], _ range: Range<Int>, to json: inout [UInt8]) {
        if let time = EventTime.decode(type, bytes, range) {
            NumberText.appendDecimal(time.nanoseconds / 1_000_000_000, to: &json)
            let fraction = time.nanoseconds % 1_000_000_000
            if fraction != 0 {
                json.append(UInt8(ascii: "."))
                NumberText.appendDecimal(Int(fraction), width: 9, to: &json)
            }
        } else {
            JSONText.appendQuoted(Array(Base64.encode(Array(bytes[range])).utf8), to: &json)
        }
    }
}
