internal import Bytes
internal import Expressions

/// Apache's combined log format, as Fluentd's `apache2` reads it.
enum ApacheSyntax {
    /// Fluentd's own expression.
    private static let expression = try? RubyExpression(
        #"^(?<host>[^ ]*) [^ ]* (?<user>[^ ]*) \[(?<time>[^\]]*)\] "(?<method>\S+)(?: +(?<path>(?:[^\"]|\\.)*?)(?: +\S*)?)?""#
            + #" (?<code>[^ ]*) (?<size>[^ ]*)(?: "(?<referer>(?:[^\"]|\\.)*)" "(?<agent>(?:[^\"]|\\.)*)")?$"#
    )

    static func parse(_ bytes: [UInt8], in range: Range<Int>) -> ParsedFields? {
        guard let expression, var result = LineSyntax.parse(bytes, in: range, by: expression) else { return nil }
        for index in result.fields.indices {
            guard case .slice(let value) = result.fields[index].value else { continue }
            let isDash = value.count == 1 && bytes[value.lowerBound] == UInt8(ascii: "-")
            switch String(decoding: result.key(index, of: bytes), as: UTF8.self) {
            case "user", "referer", "agent":
                if isDash { result.fields[index].value = .null }
            case "code", "size":
                let number = NumberText.parseInt64(bytes, in: value)
                var writer = MessagePackWriter()
                if let number, !(number == 0 && String(decoding: result.key(index, of: bytes), as: UTF8.self) == "code")
                {
                    writer.integer(number)
                } else {
                    writer.nil()
                }
                result.fields[index].value = .encoded(writer.bytes)
            default: break
            }
        }
        return result
    }
}
