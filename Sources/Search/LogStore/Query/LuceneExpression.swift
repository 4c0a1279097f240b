import Expressions

/// Lucene's regular expressions as those of RE2: anchored at both ends, `"…"` literal, `@` any text, no anchors.
enum LuceneExpression {
    static func compile(_ pattern: String, caseInsensitive: Bool) throws(LogStoreError) -> LinearExpression {
        let translated = try translate(pattern)
        do throws(ExpressionError) {
            return try LinearExpression(translated, anchored: true, caseInsensitive: caseInsensitive)
        } catch {
            throw LogStoreError(.illegalArgument, "failed to parse regexp [\(pattern)]: \(error.reason)")
        }
    }

    private static func translate(_ pattern: String) throws(LogStoreError) -> String {
        var result = ""
        var isEscaped = false
        var isQuoted = false
        var inClass = false
        for character in pattern {
            if isEscaped {
                // In Lucene a backslash only takes the meaning off; `\d` is a `d`, save for the classes of Lucene 9.
                result += "dDwWsS".contains(character) ? "\\\(character)" : quoted(character)
                isEscaped = false
            } else if isQuoted {
                if character == "\"" { isQuoted = false } else { result += quoted(character) }
            } else {
                switch character {
                case "\\": isEscaped = true
                case "\"" where !inClass: isQuoted = true
                case "[":
                    inClass = true
                    result.append(character)
                case "]":
                    inClass = false
                    result.append(character)
                case "^" where !inClass, "$" where !inClass: result += quoted(character)
                case "@" where !inClass: result += "(?s:.*)"
                case "#" where !inClass: result += "[^\\x{0}-\\x{10FFFF}]"
                case "~", "&", "<":
                    guard inClass else {
                        throw LogStoreError(
                            .illegalArgument,
                            "regexp [\(pattern)]: the operator [\(character)] is not supported; escape it to find it"
                        )
                    }
                    result.append(character)
                case ".": result += inClass ? "." : "(?s:.)"
                default: result.append(character)
                }
            }
        }
        return result
    }

    private static func quoted(_ character: Character) -> String {
        "\\.+*?()|[]{}^$/-".contains(character) ? "\\\(character)" : String(character)
    }
}
