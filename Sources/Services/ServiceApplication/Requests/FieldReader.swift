public import Bytes
internal import HTTPTypes
public import ServiceKit

/// Reads the members of a request's JSON object and collects what is wrong with each, so that the client learns of all
/// of it at once (422 with `errors` by field).
public struct FieldReader {
    private let object: JSONObject
    public private(set) var errors: [String: [String]] = [:]

    public init(_ body: JSONValue) throws(Problem) {
        guard let object = body.object else {
            throw Problem(.unprocessableContent, code: "validation", detail: "The body must be a JSON object.")
        }
        self.object = object
    }

    /// Notes something wrong with a field that the caller found.
    public mutating func refuse(_ name: String, _ message: String) {
        errors[name, default: []].append(message)
    }

    public mutating func text(
        _ name: String,
        length: ClosedRange<Int>,
        trimmed: Bool = false,
        multiline: Bool = false
    ) -> Field<String> {
        read(name, expected: "must be a string") { value in
            guard var text = value.string else { return nil }
            if trimmed { text = Self.trim(text) }
            return text
        } check: { text in
            let count = text.unicodeScalars.count
            if count < length.lowerBound {
                return length.lowerBound == 1
                    ? "can't be blank" : "is too short (minimum is \(length.lowerBound) characters)"
            }
            if count > length.upperBound { return "is too long (maximum is \(length.upperBound) characters)" }
            let isControl: (Unicode.Scalar) -> Bool = { scalar in
                let isBreak = scalar == "\n" || scalar == "\r" || scalar == "\t"
                return (scalar.value < 0x20 && !(multiline && isBreak)) || scalar.value == 0x7F
            }
            return text.unicodeScalars.contains(where: isControl) ? "contains control characters" : nil
        }
    }

    public mutating func boolean(_ name: String) -> Field<Bool> {
        read(name, expected: "must be true or false", parse: { $0.bool }, check: { _ in nil })
    }

    public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Field<Int> {
        read(name, expected: "must be a whole number") {
            $0.int
        } check: {
            range.contains($0) ? nil : "must be between \(range.lowerBound) and \(range.upperBound)"
        }
    }

    public mutating func time(_ name: String) -> Field<Timestamp> {
        read(name, expected: "must be an RFC 3339 time such as 2026-01-31T12:00:00Z") { value in
            value.string.flatMap { Timestamp(rfc3339: $0) }
        } check: { _ in
            nil
        }
    }

    /// Distinct short texts in the order given.
    public mutating func tags(_ name: String, count: Int, length: Int) -> Field<[String]> {
        read(name, expected: "must be an array of strings") { value in
            guard let members = value.array else { return nil }
            var tags: [String] = []
            for member in members {
                guard let text = member.string else { return nil }
                let tag = Self.trim(text)
                if !tags.contains(tag) { tags.append(tag) }
            }
            return tags
        } check: { tags in
            if tags.count > count { return "has too many members (maximum is \(count))" }
            for tag in tags {
                if tag.isEmpty { return "contains a blank tag" }
                if tag.unicodeScalars.count > length { return "contains a tag longer than \(length) characters" }
                if tag.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                    return "contains control characters"
                }
            }
            return nil
        }
    }

    /// One of a few words.
    public mutating func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
        _ name: String,
        of type: Choice.Type = Choice.self
    ) -> Field<Choice> where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return read(name, expected: "must be one of \(words)") {
            $0.string.flatMap { Choice(rawValue: $0) }
        } check: { _ in
            nil
        }
    }

    /// The value of a field that must be there.
    public mutating func required<Value>(_ name: String, _ field: Field<Value>) -> Value? {
        switch field {
        case .value(let value): return value
        case .null: refuse(name, "can't be null")
        case .absent where errors[name] == nil: refuse(name, "can't be blank")
        case .absent: break
        }
        return nil
    }

    /// A field that may be left out, but not be null.
    public mutating func notNull<Value>(_ name: String, _ field: Field<Value>) -> Value? {
        if case .null = field { refuse(name, "can't be null") }
        return field.value
    }

    /// Throws when anything was wrong.
    public func finish() throws(Problem) {
        guard errors.isEmpty else {
            throw Problem(
                .unprocessableContent,
                code: "validation",
                detail: "Some fields are not valid: \(errors.keys.sorted().joined(separator: ", ")).",
                errors: errors
            )
        }
    }

    /// A value of another type or a refused one is noted and reads as absent.
    private mutating func read<Value: Sendable>(
        _ name: String,
        expected: String,
        parse: (JSONValue) -> Value?,
        check: (Value) -> String?
    ) -> Field<Value> {
        guard let member = object[name] else { return .absent }
        if member.isNull { return .null }
        guard let value = parse(member) else {
            refuse(name, expected)
            return .absent
        }
        if let message = check(value) {
            refuse(name, message)
            return .absent
        }
        return .value(value)
    }

    private static func trim(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
