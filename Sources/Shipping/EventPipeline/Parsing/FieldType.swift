internal import Bytes

/// A type of the `types` parameter.
public enum FieldType: Sendable {
    case string
    case integer
    case float
    case bool
    case time(TimeReader)
    case array(delimiter: String)

    /// The value of a text as this type, in MessagePack.
    func encode(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) -> [UInt8] {
        var writer = MessagePackWriter()
        switch self {
        case .string: writer.string(utf8: bytes, in: range)
        case .integer: writer.integer(Self.integer(bytes, in: range))
        case .float: writer.double(Self.float(bytes, in: range))
        case .bool:
            let text = String(decoding: bytes[range], as: UTF8.self).lowercased()
            writer.bool(text == "true" || text == "yes" || text == "1")
        case .time(let reader):
            if let time = reader.read(bytes, in: range, now: now) {
                var head: [UInt8] = []
                EventBatch.appendHead(time, to: &head)
                writer.bytes.append(contentsOf: head.dropFirst())
            } else {
                writer.nil()
            }
        case .array(let delimiter):
            let items = String(decoding: bytes[range], as: UTF8.self).split(
                separator: delimiter,
                omittingEmptySubsequences: false
            )
            writer.arrayHeader(items.count)
            for item in items { writer.string(String(item)) }
        }
        return writer.bytes
    }

    /// Ruby's `to_i`: the digits that the text begins with, 0 without any.
    private static func integer(_ bytes: [UInt8], in range: Range<Int>) -> Int64 {
        var end = range.lowerBound
        if end < range.upperBound, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
        while end < range.upperBound, (0x30...0x39).contains(bytes[end]) { end += 1 }
        let start = range.lowerBound + (range.isEmpty || bytes[range.lowerBound] != UInt8(ascii: "+") ? 0 : 1)
        return NumberText.parseInt64(bytes, in: start..<max(start, end)) ?? 0
    }

    /// Ruby's `to_f`: the number that the text begins with, 0 without any.
    private static func float(_ bytes: [UInt8], in range: Range<Int>) -> Double {
        if let value = NumberText.parseDouble(bytes, in: range), value.isFinite { return value }
        var end = range.lowerBound
        while end < range.upperBound,
            (0x30...0x39).contains(bytes[end]) || bytes[end] == UInt8(ascii: ".")
                || (end == range.lowerBound && bytes[end] == UInt8(ascii: "-"))
        {
            end += 1
        }
        return NumberText.parseDouble(bytes, in: range.lowerBound..<end) ?? 0
    }
}
