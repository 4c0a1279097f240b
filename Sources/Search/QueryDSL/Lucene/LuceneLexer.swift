import LogStore

/// A piece of a query string.
enum LuceneToken: Equatable {
    case and, or, not, plus, minus, open, close, colon
    /// `^2`, `~2`, `~`
    case boost(Double)
    case fuzzy(Double?)
    /// Escapes taken off.
    case quoted(String)
    case expression(String)
    case term(LuceneTerm)
    case range(LuceneRange)
}

struct LuceneTerm: Equatable {
    /// Escapes taken off.
    var text: String
    /// As a pattern: what was escaped stays escaped.
    var pattern: String
    var hasWildcards: Bool
}

struct LuceneRange: Equatable {
    /// Nil for `*`.
    var lower: String?
    var upper: String?
    var includesLower: Bool
    var includesUpper: Bool
}

/// Takes a query string apart, as the classic query parser of Lucene does.
struct LuceneLexer {
    private let text: [Character]
    private var at = 0

    struct Failure: Error {
        var reason: String
    }

    init(_ text: String) {
        self.text = Array(text)
    }

    static func tokens(_ text: String) throws(Failure) -> [LuceneToken] {
        var lexer = LuceneLexer(text)
        var tokens: [LuceneToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    private static func isSpace(_ character: Character) -> Bool { " \t\n\r\r\n\u{3000}".contains(character) }

    private func unexpected(_ position: Int) -> Failure {
        let what = position < text.count ? "\"\(text[position])\"" : "<EOF>"
        return Failure(reason: "Encountered \"\(what)\" at line 1, column \(position).")
    }

    private mutating func next() throws(Failure) -> LuceneToken? {
        while at < text.count, Self.isSpace(text[at]) { at += 1 }
        guard at < text.count else { return nil }
        let character = text[at]
        switch character {
        case "(": at += 1; return .open
        case ")": at += 1; return .close
        case ":": at += 1; return .colon
        case "+": at += 1; return .plus
        case "-": at += 1; return .minus
        case "!": at += 1; return .not
        case "&" where at + 1 < text.count && text[at + 1] == "&": at += 2; return .and
        case "|" where at + 1 < text.count && text[at + 1] == "|": at += 2; return .or
        case "^":
            at += 1
            guard let number = number() else { throw unexpected(at) }
            return .boost(number)
        case "~":
            at += 1
            return .fuzzy(number())
        case "\"": return .quoted(try quoted())
        case "/": return .expression(try expression())
        case "[", "{": return .range(try range())
        case "]", "}": throw unexpected(at)
        default: return try term()
        }
    }

    private mutating func number() -> Double? {
        let start = at
        while at < text.count, text[at].isASCII, text[at].isNumber || text[at] == "." { at += 1 }
        return Double(String(text[start..<at]))
    }

    private mutating func quoted() throws(Failure) -> String {
        let start = at
        at += 1
        var result = ""
        while at < text.count {
            switch text[at] {
            case "\\":
                at += 1
                guard at < text.count else { throw unexpected(at) }
                result.append(try escaped())
            case "\"":
                at += 1
                return result
            default:
                result.append(text[at])
                at += 1
            }
        }
        throw Failure(
            reason: "Lexical error at line 1, column \(text.count + 1).  Encountered: <EOF> after : "
                + "\"\(String(text[start...]))\""
        )
    }

    /// What stands behind a backslash: itself, or four hexadecimal digits behind `u`.
    private mutating func escaped() throws(Failure) -> Character {
        let character = text[at]
        at += 1
        guard character == "u" else { return character }
        guard at + 4 <= text.count, let value = UInt32(String(text[at..<at + 4]), radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw Failure(reason: "Truncated unicode escape sequence.") }
        at += 4
        return Character(scalar)
    }

    private mutating func expression() throws(Failure) -> String {
        let start = at
        at += 1
        var result = ""
        while at < text.count {
            if text[at] == "\\", at + 1 < text.count {
                // Only the slash needs its backslash here; others belong to the expression.
                if text[at + 1] != "/" { result.append("\\") }
                result.append(text[at + 1])
                at += 2
            } else if text[at] == "/" {
                at += 1
                return result
            } else {
                result.append(text[at])
                at += 1
            }
        }
        throw unexpected(start)
    }

    private mutating func range() throws(Failure) -> LuceneRange {
        let includesLower = text[at] == "["
        at += 1
        let lower = try rangeEnd()
        while at < text.count, Self.isSpace(text[at]) { at += 1 }
        guard at + 2 < text.count, text[at] == "T", text[at + 1] == "O", Self.isSpace(text[at + 2]) else {
            throw unexpected(at)
        }
        at += 2
        let upper = try rangeEnd()
        while at < text.count, Self.isSpace(text[at]) { at += 1 }
        guard at < text.count, text[at] == "]" || text[at] == "}" else { throw unexpected(at) }
        let includesUpper = text[at] == "]"
        at += 1
        return LuceneRange(lower: lower, upper: upper, includesLower: includesLower, includesUpper: includesUpper)
    }

    private mutating func rangeEnd() throws(Failure) -> String? {
        while at < text.count, Self.isSpace(text[at]) { at += 1 }
        guard at < text.count else { throw unexpected(at) }
        if text[at] == "\"" { return try quoted() }
        var result = ""
        while at < text.count, !Self.isSpace(text[at]), text[at] != "]", text[at] != "}" {
            if text[at] == "\\", at + 1 < text.count {
                at += 1
                result.append(try escaped())
            } else {
                result.append(text[at])
                at += 1
            }
        }
        guard !result.isEmpty else { throw unexpected(at) }
        return result == "*" ? nil : result
    }

    private static let ends: Set<Character> = ["!", "(", ")", ":", "^", "[", "]", "\"", "{", "}", "~"]

    private mutating func term() throws(Failure) -> LuceneToken {
        var result = LuceneTerm(text: "", pattern: "", hasWildcards: false)
        var isPlain = true
        while at < text.count {
            let character = text[at]
            if character == "\\" {
                guard at + 1 < text.count else { throw unexpected(at + 1) }
                at += 1
                let literal = try escaped()
                result.text.append(literal)
                result.pattern += "\\\(literal)"
                isPlain = false
                continue
            }
            if Self.isSpace(character) || Self.ends.contains(character) { break }
            if character == "*" || character == "?" { result.hasWildcards = true }
            result.text.append(character)
            result.pattern.append(character)
            at += 1
        }
        guard !result.text.isEmpty else { throw unexpected(at) }
        if isPlain {
            switch result.text {
            case "AND": return .and
            case "OR": return .or
            case "NOT": return .not
            default: break
            }
        }
        return .term(result)
    }
}
