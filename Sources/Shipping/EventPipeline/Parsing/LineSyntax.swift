internal import Bytes
public import Expressions

/// How a line is made of fields.
public enum LineSyntax: Sendable {
    case json
    /// The whole line is one field of this name.
    case none(messageKey: String)
    case regexp(RubyExpression)
    case ltsv(delimiter: String, delimiterPattern: RubyExpression?, labelDelimiter: String)
    case csv(keys: [String], delimiter: UInt8)
    case tsv(keys: [String], delimiter: String)
    case apache2

    /// The records of a line: none where it does not match. JSON arrays hold several.
    func parse(_ bytes: [UInt8], in range: Range<Int>) -> [ParsedFields] {
        switch self {
        case .json: JSONSyntax.parse(bytes, in: range)
        case .none(let key): [ParsedFields(fields: [.init(key: .name(Array(key.utf8)), value: .slice(range))])]
        case .regexp(let expression): Self.parse(bytes, in: range, by: expression).map { [$0] } ?? []
        case .ltsv(let delimiter, let pattern, let label):
            [Self.parseLTSV(bytes, in: range, Array(delimiter.utf8), pattern, Array(label.utf8))]
        case .csv(let keys, let delimiter): CSVSyntax.parse(bytes, in: range, keys, delimiter).map { [$0] } ?? []
        case .tsv(let keys, let delimiter): [Self.parseTSV(bytes, in: range, keys, Array(delimiter.utf8))]
        case .apache2: ApacheSyntax.parse(bytes, in: range).map { [$0] } ?? []
        }
    }

    static func parse(_ bytes: [UInt8], in range: Range<Int>, by expression: RubyExpression) -> ParsedFields? {
        guard let match = expression.firstMatch(in: bytes, range: range) else { return nil }
        var result = ParsedFields()
        for named in expression.groupNames {
            // A group that took no part leaves its field out, as in Fluentd.
            guard let group = match[named.index] else { continue }
            result.fields.append(.init(key: .name(Array(named.name.utf8)), value: .slice(group)))
        }
        return result
    }

    private static func parseLTSV(
        _ bytes: [UInt8],
        in range: Range<Int>,
        _ delimiter: [UInt8],
        _ pattern: RubyExpression?,
        _ label: [UInt8]
    ) -> ParsedFields {
        var result = ParsedFields()
        for item in split(bytes, in: range, delimiter, pattern) {
            guard let separator = find(label, in: bytes, item), separator > item.lowerBound else { continue }
            result.fields.append(
                .init(
                    key: .slice(item.lowerBound..<separator),
                    value: .slice(separator + label.count..<item.upperBound)
                )
            )
        }
        return result
    }

    private static func parseTSV(
        _ bytes: [UInt8],
        in range: Range<Int>,
        _ keys: [String],
        _ delimiter: [UInt8]
    ) -> ParsedFields {
        var result = ParsedFields()
        let items = split(bytes, in: range, delimiter, nil)
        for (index, key) in keys.enumerated() {
            let value: ParsedFields.Value = index < items.count ? .slice(items[index]) : .null
            result.fields.append(.init(key: .name(Array(key.utf8)), value: value))
        }
        return result
    }

    private static func split(
        _ bytes: [UInt8],
        in range: Range<Int>,
        _ delimiter: [UInt8],
        _ pattern: RubyExpression?
    ) -> [Range<Int>] {
        var items: [Range<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            var found: Range<Int>?
            if let pattern {
                found = pattern.firstMatch(in: bytes, range: start..<range.upperBound)?.first ?? nil
                if found?.isEmpty == true { found = nil }
            } else if let at = find(delimiter, in: bytes, start..<range.upperBound) {
                found = at..<at + delimiter.count
            }
            items.append(start..<(found?.lowerBound ?? range.upperBound))
            guard let found else { break }
            start = found.upperBound
        }
        return items
    }

    static func find(_ needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard let first = needle.first else { return nil }
        var from = range.lowerBound
        while let at = ByteScan.firstIndex(of: first, in: bytes, range: from..<range.upperBound) {
            guard at + needle.count <= range.upperBound else { return nil }
            if bytes[at..<at + needle.count].elementsEqual(needle) { return at }
            from = at + 1
        }
        return nil
    }
}
