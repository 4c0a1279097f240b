import Expressions

/// A condition on the bytes of a term, for conditions that a dictionary has to be gone through for.
enum TermPredicate: Sendable {
    case equals(String)
    case prefix([UInt8])
    case wildcard(WildcardPattern)
    case expression(LinearExpression)
    case range(lower: [UInt8]?, includesLower: Bool, upper: [UInt8]?, includesUpper: Bool)
    /// The predicate, on the term in lower case.
    indirect case caseInsensitive(TermPredicate)

    func matches(_ term: [UInt8]) -> Bool {
        switch self {
        case .equals(let text): return term.elementsEqual(text.utf8)
        case .prefix(let prefix): return term.starts(with: prefix)
        case .wildcard(let pattern): return pattern.matches(String(decoding: term, as: UTF8.self))
        case .expression(let expression): return expression.matches(String(decoding: term, as: UTF8.self))
        case .range(let lower, let includesLower, let upper, let includesUpper):
            if let lower {
                let order = TermOrder.compare(term, lower)
                if order < 0 || order == 0 && !includesLower { return false }
            }
            if let upper {
                let order = TermOrder.compare(term, upper)
                if order > 0 || order == 0 && !includesUpper { return false }
            }
            return true
        case .caseInsensitive(let predicate):
            let text = StandardAnalyzer.lowercased(String(decoding: term, as: UTF8.self))
            return predicate.matches(Array(text.utf8))
        }
    }
}

/// Lucene's regular expressions as those of RE2: anchored at both ends, `"…"` literal, no anchors or classes like `\d`.
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
