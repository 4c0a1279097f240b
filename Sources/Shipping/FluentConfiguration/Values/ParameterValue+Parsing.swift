extension ParameterValue {
    /// The value that `text` means for a parameter of `type`; nil when it means none.
    ///
    /// Where Fluentd misreads without a word (`0.5s` as 5 seconds, `10ms` as 10 minutes, `1.5k` as 5 KiB, `on` as
    /// nil), this reads what is meant or refuses.
    public init?(_ text: String, as type: ParameterType) {
        switch type {
        case .string: self = .string(text)
        case .integer:
            guard let value = Int(text.hasPrefix("+") ? String(text.dropFirst()) : text) else { return nil }
            self = .integer(value)
        case .float:
            guard let value = Double(text), value.isFinite else { return nil }
            self = .float(value)
        case .bool:
            switch text {
            case "true", "yes", "": self = .bool(true)
            case "false", "no": self = .bool(false)
            default: return nil
            }
        case .size:
            guard let size = Self.size(text) else { return nil }
            self = .size(size)
        case .time:
            guard let seconds = Self.seconds(text) else { return nil }
            self = .time(seconds)
        case .enum(let values):
            guard values.contains(text) else { return nil }
            self = .string(text)
        case .array:
            guard let items = Self.array(text) else { return nil }
            self = .array(items)
        case .hash:
            guard let members = Self.hash(text) else { return nil }
            self = .hash(members)
        case .regexp:
            guard let regexp = Self.regexp(text) else { return nil }
            self = .regexp(regexp)
        }
    }

    /// A number and its unit, as long as the text starts with one.
    private static func quantity(_ text: inout Substring) -> (value: Double, unit: String)? {
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let value = Double(digits), digits.first != "." else { return nil }
        text = text.dropFirst(digits.count)
        let unit = text.prefix { $0.isLetter }
        text = text.dropFirst(unit.count)
        return (value, unit.lowercased())
    }

    private static func size(_ text: String) -> Int? {
        var rest = text[...]
        guard let (value, unit) = quantity(&rest), rest.isEmpty else { return nil }
        let factor: Double
        switch unit {
        case "", "b": factor = 1
        case "k", "kb", "kib": factor = 1024
        case "m", "mb", "mib": factor = 1_048_576
        case "g", "gb", "gib": factor = 1_073_741_824
        case "t", "tb", "tib": factor = 1_099_511_627_776
        default: return nil
        }
        return Int(exactly: (value * factor).rounded(.down))
    }

    private static func seconds(_ text: String) -> Double? {
        if text.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }), let seconds = Double(text) { return seconds }
        var rest = text[...]
        var total = 0.0
        var count = 0
        while let (value, unit) = quantity(&rest) {
            switch unit {
            case "ms": total += value / 1000
            case "s", "sec": total += value
            case "m", "min": total += value * 60
            case "h": total += value * 3600
            case "d": total += value * 86_400
            case "w": total += value * 604_800
            default: return nil
            }
            count += 1
        }
        return count > 0 && rest.isEmpty ? total : nil
    }

    private static func array(_ text: String) -> [ConfigurationLiteral]? {
        if text.hasPrefix("[") {
            guard case .array(let items)? = LiteralTextParser.parse(text) else { return nil }
            return items
        }
        if text.isEmpty { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { .string(trimmed($0)) }
    }

    private static func hash(_ text: String) -> [HashMember]? {
        if text.hasPrefix("{") {
            guard case .object(let members)? = LiteralTextParser.parse(text) else { return nil }
            return members.map { HashMember(key: $0.key, value: $0.value) }
        }
        var members: [HashMember] = []
        for item in text.split(separator: ",") {
            let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            members.append(HashMember(key: trimmed(parts[0]), value: .string(trimmed(parts[1]))))
        }
        return members
    }

    private static func regexp(_ text: String) -> RegexpParameter? {
        guard text.hasPrefix("/") else { return RegexpParameter(text) }
        guard let slash = text.lastIndex(of: "/"), slash > text.startIndex else { return nil }
        let flags = text[text.index(after: slash)...]
        guard flags.allSatisfy({ $0 == "i" || $0 == "m" }) else { return nil }
        return RegexpParameter(
            String(text[text.index(after: text.startIndex)..<slash]),
            ignoresCase: flags.contains("i"),
            isMultiline: flags.contains("m")
        )
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
