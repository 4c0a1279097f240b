import Bytes
import LogStore

/// The language of `simple_query_string`: `+` and, `|` or, `-` not, `"phrase"~1`, `prefix*`, `( )`, `fuzzy~1`. It has
/// no errors: what is no syntax is a word.
struct SimpleQueryParser {
    private let text: [Character]
    private let options: LuceneOptions
    private var at = 0
    private var depth = 0

    private static let depthLimit = 64

    static func parse(_ text: String, _ options: LuceneOptions) -> Query {
        var options = options
        // As Elasticsearch has it: over all fields, a word is looked for where it can be.
        if options.isLenient == nil { options.isLenient = options.fields.contains { $0.name == "*" } }
        var parser = SimpleQueryParser(text: Array(text), options: options)
        guard let query = parser.query() else { return .matchNone }
        guard case .bool(var bool) = query, !bool.should.isEmpty, let minimum = options.minimumShouldMatch else {
            return query
        }
        bool.minimumShouldMatch = minimum
        return .bool(bool)
    }

    private init(text: [Character], options: LuceneOptions) {
        self.text = text
        self.options = options
    }

    /// Up to the end or a closing parenthesis. An operator joins all that stands before it with what follows.
    private mutating func query() -> Query? {
        depth += 1
        defer { depth -= 1 }
        var result: Query?
        var joinsAll = options.requiresAll
        var hasOperator = false
        var isNegated = false
        while at < text.count {
            let character = text[at]
            if character.isWhitespace {
                at += 1
                continue
            }
            if character == ")" {
                at += 1
                if depth > 1 { return result }
                continue
            }
            if character == "+" || character == "|" {
                at += 1
                if result != nil {
                    joinsAll = character == "+"
                    hasOperator = true
                }
                continue
            }
            if character == "-" {
                at += 1
                isNegated.toggle()
                continue
            }
            let inner: Query?
            if character == "(", depth < Self.depthLimit {
                at += 1
                inner = query()
            } else if character == "\"", let phrase = phrase() {
                inner = phrase
            } else {
                inner = word()
            }
            if let inner {
                let negated = isNegated ? Query.bool(BoolQuery(must: [.matchAll], mustNot: [inner])) : inner
                result = join(result, negated, all: hasOperator ? joinsAll : options.requiresAll)
            }
            isNegated = false
            hasOperator = false
        }
        return result
    }

    private func join(_ left: Query?, _ right: Query, all: Bool) -> Query {
        guard let left else { return right }
        if case .bool(var bool) = left, bool.filter.isEmpty, bool.mustNot.isEmpty {
            if all, bool.should.isEmpty {
                bool.must.append(right)
                return .bool(bool)
            }
            if !all, bool.must.isEmpty {
                bool.should.append(right)
                return .bool(bool)
            }
        }
        return .bool(all ? BoolQuery(must: [left, right]) : BoolQuery(should: [left, right]))
    }

    private mutating func phrase() -> Query? {
        var end = at + 1
        var content = ""
        while end < text.count, text[end] != "\"" {
            if text[end] == "\\", end + 1 < text.count { end += 1 }
            content.append(text[end])
            end += 1
        }
        guard end < text.count else { return nil }
        at = end + 1
        var slop = 0
        if at < text.count, text[at] == "~" {
            at += 1
            slop = number() ?? 0
        }
        let condition = PhraseCondition(.string(content), slop: slop, isLenient: options.isLenient ?? false)
        return options.query(nil, .phrase(condition), quoted: true)
    }

    private mutating func number() -> Int? {
        let start = at
        while at < text.count, text[at].isASCII, text[at].isNumber, at - start < 4 { at += 1 }
        return Int(String(text[start..<at]))
    }

    private mutating func word() -> Query? {
        var content = ""
        var isPrefix = false
        var edits: Int?
        let start = at
        while at < text.count {
            let character = text[at]
            if character == "\\", at + 1 < text.count {
                content.append(text[at + 1])
                at += 2
                continue
            }
            let isEnd = character.isWhitespace || "+|()".contains(character) || character == "\"" && at > start
            if isEnd, at > start { break }
            let isLast = at + 1 >= text.count || text[at + 1].isWhitespace || "+|()".contains(text[at + 1])
            if character == "*", isLast {
                isPrefix = true
                at += 1
                break
            }
            if character == "~", !content.isEmpty {
                at += 1
                edits = min(2, number() ?? 2)
                break
            }
            content.append(character)
            at += 1
        }
        if content.isEmpty { return isPrefix ? .matchAll : nil }
        if isPrefix { return options.query(nil, .normalized(.prefix(content, caseInsensitive: false))) }
        if let edits { return options.query(nil, .normalized(.fuzzy(content, edits: edits, prefixLength: 0))) }
        let match = MatchCondition(
            .string(content),
            requiresAll: options.requiresAll,
            isLenient: options.isLenient ?? false
        )
        return options.query(nil, .match(match))
    }
}
