/// Lines of RFC 4180: quoted fields may hold the delimiter, and two quotes for one.
enum CSVSyntax {
    static func parse(_ bytes: [UInt8], in range: Range<Int>, _ keys: [String], _ delimiter: UInt8) -> ParsedFields? {
        guard !range.isEmpty else { return nil }
        var values: [ParsedFields.Value] = []
        var position = range.lowerBound
        while true {
            guard let value = field(bytes, &position, range.upperBound, delimiter) else { return nil }
            values.append(value)
            guard position < range.upperBound else { break }
            position += 1
        }
        var result = ParsedFields()
        for (index, key) in keys.enumerated() {
            result.fields.append(
                .init(key: .name(Array(key.utf8)), value: index < values.count ? values[index] : .null)
            )
        }
        return result
    }

    /// The field at `position`, which is left at the delimiter or the end; nil where quotes are out of place.
    private static func field(
        _ bytes: [UInt8],
        _ position: inout Int,
        _ end: Int,
        _ delimiter: UInt8
    ) -> ParsedFields.Value? {
        let quote = UInt8(ascii: "\"")
        guard position < end, bytes[position] == quote else {
            let start = position
            while position < end, bytes[position] != delimiter {
                if bytes[position] == quote { return nil }
                position += 1
            }
            // A field that is empty and not quoted is null, as in Ruby's CSV.
            return start == position ? .null : .slice(start..<position)
        }
        position += 1
        var text: [UInt8] = []
        while position < end {
            if bytes[position] == quote {
                position += 1
                guard position < end, bytes[position] == quote else {
                    return position == end || bytes[position] == delimiter ? .text(text) : nil
                }
            }
            text.append(bytes[position])
            position += 1
        }
        return nil
    }
}
