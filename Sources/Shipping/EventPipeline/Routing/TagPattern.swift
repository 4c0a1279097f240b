internal import Expressions

/// A pattern of `<match>` and `<filter>`: `*` is one part of a tag, `**` any number of parts, `{a,b}` either, blanks
/// separate patterns of which one must match, `/…/` is a regular expression on the whole tag.
public struct TagPattern: Sendable {
    public struct Invalid: Error, Sendable {
        public let reason: String
    }

    public let text: String
    private let expressions: [RubyExpression]

    public init(_ text: String) throws(Invalid) {
        self.text = text
        var expressions: [RubyExpression] = []
        for part in text.split(whereSeparator: \.isWhitespace) {
            do {
                expressions.append(try RubyExpression(try Self.expression(of: String(part))))
            } catch let error as Invalid {
                throw error
            } catch {
                throw Invalid(reason: "invalid tag pattern '\(part)': \(error)")
            }
        }
        guard !expressions.isEmpty else { throw Invalid(reason: "a tag pattern must not be empty") }
        self.expressions = expressions
    }

    public func matches(_ tag: String) -> Bool {
        let bytes = Array(tag.utf8)
        return expressions.contains { $0.firstMatch(in: bytes) != nil }
    }

    /// The same translation as Fluentd's `GlobMatchPattern`.
    private static func expression(of pattern: String) throws(Invalid) -> String {
        if pattern.hasPrefix("/") {
            guard pattern.count > 1, pattern.hasSuffix("/") else {
                throw Invalid(reason: "invalid tag pattern '\(pattern)': a regular expression needs a second '/'")
            }
            return "\\A(?:\(pattern.dropFirst().dropLast()))\\z"
        }
        let scalars = Array(pattern.unicodeScalars)
        var alternatives: [[String]] = []
        var current = [""]
        var isEscaped = false
        var hasDot = false
        var index = 0
        func add(_ text: String) { current[current.count - 1] += text }
        while index < scalars.count {
            let scalar = scalars[index]
            if isEscaped {
                add(quoted(scalar))
                isEscaped = false
            } else if scalar == "*", index + 1 < scalars.count, scalars[index + 1] == "*" {
                if hasDot {
                    add("(?![^\\.])")
                    hasDot = false
                }
                if index + 2 < scalars.count, scalars[index + 2] == "." {
                    add("(?:.*\\.|\\A)")
                    index += 3
                } else {
                    add(".*")
                    index += 2
                }
                continue
            } else {
                if hasDot {
                    add("\\.")
                    hasDot = false
                }
                switch scalar {
                case "\\": isEscaped = true
                case ".": hasDot = true
                case "*": add("[^\\.]*")
                case "{":
                    alternatives.append([])
                    current.append("")
                case "}" where !alternatives.isEmpty:
                    alternatives[alternatives.count - 1].append(current.removeLast())
                    add("(?:\(alternatives.removeLast().joined(separator: "|")))")
                case "," where !alternatives.isEmpty:
                    alternatives[alternatives.count - 1].append(current.removeLast())
                    current.append("")
                default: add(quoted(scalar))
                }
            }
            index += 1
        }
        while !alternatives.isEmpty {
            alternatives[alternatives.count - 1].append(current.removeLast())
            add("(?:\(alternatives.removeLast().joined(separator: "|")))")
        }
        return "\\A\(current[0])\\z"
    }

    private static func quoted(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": String(scalar)
        case _ where scalar.isASCII: "\\" + String(scalar)
        default: String(scalar)
        }
    }
}
