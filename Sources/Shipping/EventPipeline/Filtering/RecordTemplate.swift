internal import Bytes

/// A text with placeholders: `${tag}`, `${tag_parts[n]}`, `${tag_prefix[n]}`, `${tag_suffix[n]}`, `${record["key"]}`,
/// `${record["a"]["b"]}`, `${hostname}`, `${time}`.
public struct RecordTemplate: Sendable {
    enum Item: Sendable {
        case literal(String)
        case tag
        case tagPart(Int)
        case tagPrefix(Int)
        case tagSuffix(Int)
        case hostname
        case time
        case record([String])
    }

    struct Invalid: Error {
        let reason: String
    }

    let items: [Item]

    init(_ text: String) throws(Invalid) {
        var items: [Item] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            if start.lowerBound > rest.startIndex { items.append(.literal(String(rest[..<start.lowerBound]))) }
            guard let end = Self.closing(rest[start.upperBound...]) else {
                throw Invalid(reason: "a placeholder without '}' in '\(text)'")
            }
            items.append(try Self.item(String(rest[start.upperBound..<end])))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { items.append(.literal(String(rest))) }
        self.items = items
    }

    /// The brace that ends a placeholder; braces in quotes do not.
    private static func closing(_ text: Substring) -> String.Index? {
        var quote: Character?
        for index in text.indices {
            switch text[index] {
            case let character where character == quote: quote = nil
            case "\"" where quote == nil, "'" where quote == nil: quote = text[index]
            case "}" where quote == nil: return index
            default: continue
            }
        }
        return nil
    }

    private static func item(_ name: String) throws(Invalid) -> Item {
        switch name {
        case "tag": return .tag
        case "hostname": return .hostname
        case "time": return .time
        default: break
        }
        for (prefix, make) in [
            ("tag_parts[", Item.tagPart), ("tag_prefix[", Item.tagPrefix), ("tag_suffix[", Item.tagSuffix),
        ] where name.hasPrefix(prefix) && name.hasSuffix("]") {
            if let index = Int(name.dropFirst(prefix.count).dropLast()) { return make(index) }
        }
        if name.hasPrefix("record["), let keys = keys(name.dropFirst(6)) { return .record(keys) }
        throw Invalid(
            reason:
                "unknown placeholder '${\(name)}' (Ruby expressions are not supported: known are tag, tag_parts[n], "
                + "tag_prefix[n], tag_suffix[n], hostname, time, record[\"key\"])"
        )
    }

    /// `["a"]['b']`
    private static func keys(_ text: Substring) -> [String]? {
        var keys: [String] = []
        var rest = text
        while !rest.isEmpty {
            guard rest.first == "[", let quote = rest.dropFirst().first, quote == "\"" || quote == "'" else {
                return nil
            }
            let body = rest.dropFirst(2)
            guard let end = body.firstIndex(of: quote) else { return nil }
            keys.append(String(body[..<end]))
            rest = body[body.index(after: end)...]
            guard rest.first == "]" else { return nil }
            rest = rest.dropFirst()
        }
        return keys.isEmpty ? nil : keys
    }

    func text(_ context: TemplateContext) -> String {
        var result = ""
        for item in items { result += context.text(item) ?? "" }
        return result
    }
}

/// What the placeholders of one event stand for.
struct TemplateContext {
    let fields: RecordFields
    let time: Timestamp
    let tags: TagParts
    let hostname: String

    private static let timeFormat = try? TimeFormat("%Y-%m-%d %H:%M:%S %z")

    /// Where the value of a path of keys is in the bytes of the record.
    func value(_ keys: [String]) -> (bytes: [UInt8], range: Range<Int>)? {
        var current = fields
        for (depth, key) in keys.enumerated() {
            guard let index = current.index(of: key) else { return nil }
            let range = current.fields[index].value
            if depth == keys.count - 1 { return (current.bytes, range) }
            guard let inner = try? RecordFields(current.bytes, in: range) else { return nil }
            current = inner
        }
        return nil
    }

    func text(_ item: RecordTemplate.Item) -> String? {
        switch item {
        case .literal(let text): text
        case .tag: tags.tag
        case .tagPart(let index): tags.part(index)
        case .tagPrefix(let index): tags.prefix(index)
        case .tagSuffix(let index): tags.suffix(index)
        case .hostname: hostname
        case .time: Self.timeFormat?.write(time, zone: .local)
        case .record(let keys): value(keys).flatMap { RecordText.text($0.bytes, in: $0.range) }
        }
    }
}
