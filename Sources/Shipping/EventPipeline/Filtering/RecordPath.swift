internal import Bytes

/// Fluentd's `record_accessor`: a key, or `$.a.b[0]`, or `$['a.b']["c"]`.
public struct RecordPath: Sendable, Hashable {
    public enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    public struct Invalid: Error, Sendable {
        public let reason: String
    }

    public let steps: [Step]

    public init(_ text: String) throws(Invalid) {
        if text.hasPrefix("$.") {
            steps = try Self.dotted(text.dropFirst(2), text)
        } else if text.hasPrefix("$[") {
            steps = try Self.brackets(text.dropFirst(1), text)
        } else {
            steps = [.key(text)]
        }
    }

    private static func dotted(_ text: Substring, _ whole: String) throws(Invalid) -> [Step] {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let key = part.prefix { $0 != "[" }
            if !key.isEmpty {
                guard !key.contains(where: \.isWhitespace) else {
                    throw Invalid(
                        reason: "whitespace character is not allowed in dot notation. Use bracket notation: \(key)"
                    )
                }
                steps.append(.key(String(key)))
            } else if part.isEmpty {
                throw Invalid(reason: "empty keys in dot notation")
            }
            if key.endIndex < part.endIndex { steps += try brackets(part[key.endIndex...], whole) }
        }
        return steps
    }

    private static func brackets(_ text: Substring, _ whole: String) throws(Invalid) -> [Step] {
        var steps: [Step] = []
        var rest = text
        while !rest.isEmpty {
            guard rest.first == "[" else {
                throw Invalid(reason: "found more characters after ']'. Invalid syntax: \(whole)")
            }
            rest = rest.dropFirst()
            if let quote = rest.first, quote == "'" || quote == "\"" {
                let body = rest.dropFirst()
                guard let end = body.firstIndex(of: quote) else {
                    throw Invalid(reason: "Mismatched quotes. Invalid syntax: \(whole)")
                }
                steps.append(.key(String(body[..<end])))
                rest = body[body.index(after: end)...]
                guard rest.first == "]" else { throw Invalid(reason: "Incomplete bracket. Invalid syntax: \(whole)") }
            } else {
                let digits = rest.prefix { $0 != "]" }
                guard !rest.isEmpty else { throw Invalid(reason: "empty keys in bracket notation") }
                guard let index = Int(digits) else {
                    throw Invalid(reason: "missing array index in '[]'. Invalid syntax: \(whole)")
                }
                steps.append(.index(index))
                rest = rest.dropFirst(digits.count)
            }
            guard rest.first == "]" else { throw Invalid(reason: "Incomplete bracket. Invalid syntax: \(whole)") }
            rest = rest.dropFirst()
        }
        guard !steps.isEmpty else { throw Invalid(reason: "empty keys in bracket notation") }
        return steps
    }

    /// Takes the field out of encoded fields.
    func remove(from fields: inout [(key: [UInt8], value: [UInt8])]) {
        guard case .key(let key)? = steps.first,
            let place = fields.firstIndex(where: { $0.key.elementsEqual(key.utf8) })
        else { return }
        if steps.count == 1 {
            fields.remove(at: place)
        } else if let value = try? MessagePackReader.value(of: fields[place].value) {
            fields[place].value = Self.removing(steps.dropFirst(), from: value).serialized()
        }
    }

    private static func removing(_ steps: ArraySlice<Step>, from value: MessagePackValue) -> MessagePackValue {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.key(let key), .map(var pairs)):
            guard let place = pairs.firstIndex(where: { $0.key.string == key }) else { return value }
            if rest.isEmpty {
                pairs.remove(at: place)
            } else {
                pairs[place].value = removing(rest, from: pairs[place].value)
            }
            return .map(pairs)
        case (.index(let index), .array(var items)):
            guard items.indices.contains(index) else { return value }
            if rest.isEmpty { items.remove(at: index) } else { items[index] = removing(rest, from: items[index]) }
            return .array(items)
        default: return value
        }
    }
}
