import Bytes
public import LogStore

/// The query language of `query_string`: Lucene's classic syntax with Elasticsearch's additions. Operators have no
/// precedence but Lucene's own: `a OR b AND c` is `a +b +c`.
public struct LuceneParser {
    private let tokens: [LuceneToken]
    private let options: LuceneOptions
    private var at = 0
    private var depth = 0

    private static let depthLimit = 64

    private struct Failure: Error {
        var reason: String
    }

    /// - Throws: `query_shard_exception`, as Elasticsearch words it.
    public static func parse(_ text: String, _ options: LuceneOptions) throws(LogStoreError) -> Query {
        func failure(_ reason: String) -> LogStoreError {
            LogStoreError(
                .queryShard,
                "Failed to parse query [\(text)]",
                cause: LogStoreError(.parse, "Cannot parse '\(text)': \(reason)")
            )
        }
        if text.allSatisfy({ $0.isWhitespace }) { return .matchNone }
        if options.escapesText {
            return options.query(nil, .match(MatchCondition(.string(text), requiresAll: options.requiresAll)))
        }
        let tokens: [LuceneToken]
        do throws(LuceneLexer.Failure) {
            tokens = try LuceneLexer.tokens(text)
        } catch {
            throw failure(error.reason)
        }
        var parser = LuceneParser(tokens: tokens, options: options)
        do throws(Failure) {
            let query = try parser.query(field: nil)
            guard parser.at == tokens.count else { throw parser.unexpected() }
            return query
        } catch {
            throw failure(error.reason)
        }
    }

    private init(tokens: [LuceneToken], options: LuceneOptions) {
        self.tokens = tokens
        self.options = options
    }

    private var current: LuceneToken? { at < tokens.count ? tokens[at] : nil }

    private func unexpected() -> Failure {
        guard let current else { return Failure(reason: "Encountered \"<EOF>\" at the end of the query.") }
        return Failure(reason: "Encountered \" \(current) \" as part \(at + 1) of the query.")
    }

    private mutating func take(_ token: LuceneToken) -> Bool {
        guard current == token else { return false }
        at += 1
        return true
    }

    private enum Occurrence {
        case must, should, mustNot
    }

    private mutating func query(field: String?) throws(Failure) -> Query {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw Failure(reason: "too many parentheses in one another") }
        var clauses: [(occurrence: Occurrence, query: Query)] = []
        var isFirst = true
        while let token = current, token != .close {
            var isAnd = false
            var isOr = false
            if token == .and || token == .or {
                guard !isFirst else { throw unexpected() }
                isAnd = token == .and
                isOr = token == .or
                at += 1
            }
            var isRequired = false
            var isProhibited = false
            if take(.plus) {
                isRequired = true
            } else if take(.minus) || take(.not) {
                isProhibited = true
            }
            let inner = try clause(field: field)
            // Lucene's QueryParserBase.addClause: an operator reaches back to the clause before it.
            if let last = clauses.indices.last, clauses[last].occurrence != .mustNot {
                if isAnd { clauses[last].occurrence = .must }
                if options.requiresAll, isOr { clauses[last].occurrence = .should }
            }
            let occurrence: Occurrence
            if isProhibited {
                occurrence = .mustNot
            } else if options.requiresAll {
                occurrence = isOr ? .should : .must
            } else {
                occurrence = isRequired || isAnd ? .must : .should
            }
            clauses.append((occurrence, inner))
            isFirst = false
        }
        guard !clauses.isEmpty else { throw unexpected() }
        if clauses.count == 1, clauses[0].occurrence != .mustNot { return clauses[0].query }
        var bool = BoolQuery()
        for clause in clauses {
            switch clause.occurrence {
            case .must: bool.must.append(clause.query)
            case .should: bool.should.append(clause.query)
            case .mustNot: bool.mustNot.append(clause.query)
            }
        }
        if depth == 1, !bool.should.isEmpty { bool.minimumShouldMatch = options.minimumShouldMatch }
        return .bool(bool)
    }

    private mutating func clause(field: String?) throws(Failure) -> Query {
        var field = field
        if case .term(let term)? = current, at + 1 < tokens.count, tokens[at + 1] == .colon {
            at += 2
            if term.pattern == "*", case .term(let value)? = current, value.pattern == "*" {
                at += 1
                return try boosted(.matchAll)
            }
            field = term.text
        }
        if take(.open) {
            let inner = try query(field: field)
            guard take(.close) else { throw unexpected() }
            return try boosted(inner)
        }
        guard let token = current else { throw unexpected() }
        at += 1
        switch token {
        case .quoted(let text): return try phrase(text, field)
        case .expression(let text):
            return try boosted(options.query(field, .regexp(text, caseInsensitive: false)))
        case .range(let range): return try boosted(self.range(range, field))
        case .term(let term): return try self.term(term, field)
        default:
            at -= 1
            throw unexpected()
        }
    }

    private mutating func boosted(_ query: Query) throws(Failure) -> Query {
        if case .boost(let boost)? = current {
            at += 1
            return boost == 1 ? query : .boosted(query, boost)
        }
        return query
    }

    private mutating func phrase(_ text: String, _ field: String?) throws(Failure) -> Query {
        var slop = options.phraseSlop
        if case .fuzzy(let distance)? = current {
            at += 1
            slop = Int(min(distance ?? 0, 10_000))
        }
        if field == "_exists_" { return try boosted(exists(text)) }
        let condition = PhraseCondition(.string(text), slop: slop, isLenient: options.isLenient ?? false)
        return try boosted(options.query(field, .phrase(condition), quoted: true))
    }

    private func range(_ range: LuceneRange, _ field: String?) -> Query {
        if range.lower == nil, range.upper == nil, let field { return exists(field) }
        var condition = RangeCondition(zone: options.zone)
        condition.lower = range.lower.map { .init(.string($0), isInclusive: range.includesLower) }
        condition.upper = range.upper.map { .init(.string($0), isInclusive: range.includesUpper) }
        return options.query(field, .normalized(.range(condition)))
    }

    private func exists(_ field: String) -> Query {
        let query: Query =
            field.contains("*") ? .anyField(AnyField([.init(field)], .exists)) : .field(field, .exists)
        return .constantScore(query)
    }

    private mutating func term(_ term: LuceneTerm, _ field: String?) throws(Failure) -> Query {
        if case .fuzzy(let distance)? = current {
            at += 1
            let edits = distance.map { Int(min($0 >= 1 ? $0 : (1 - $0) * Double(term.text.count), 2)) }
            return try boosted(
                options.query(field, .normalized(.fuzzy(term.text, edits: edits, prefixLength: 0)))
            )
        }
        if field == "_exists_" { return try boosted(exists(term.text)) }
        if term.hasWildcards { return try boosted(wildcard(term, field)) }
        if field != nil, let range = openRange(term.text) {
            return try boosted(options.query(field, .normalized(.range(range))))
        }
        let match = MatchCondition(
            .string(term.text),
            requiresAll: options.requiresAll,
            isLenient: options.isLenient ?? false
        )
        return try boosted(options.query(field, .match(match)))
    }

    private func wildcard(_ term: LuceneTerm, _ field: String?) throws(Failure) -> Query {
        if term.pattern == "*" {
            return field.map(exists)
                ?? (options.fields.contains { $0.name == "*" } ? .matchAll : options.query(nil, .exists))
        }
        if !options.allowsLeadingWildcard, "*?".contains(term.pattern.first!) {
            throw Failure(reason: "'*' or '?' not allowed as first character in WildcardQuery")
        }
        return options.query(field, .normalized(.wildcard(term.pattern, caseInsensitive: false)))
    }

    /// `>10`, `>=10`, `<10`, `<=10` behind a field.
    private func openRange(_ text: String) -> RangeCondition? {
        var condition = RangeCondition(zone: options.zone)
        func rest(_ count: Int) -> JSONValue { .string(String(text.dropFirst(count))) }
        if text.hasPrefix(">=") {
            condition.lower = .init(rest(2), isInclusive: true)
        } else if text.hasPrefix(">") {
            condition.lower = .init(rest(1), isInclusive: false)
        } else if text.hasPrefix("<=") {
            condition.upper = .init(rest(2), isInclusive: true)
        } else if text.hasPrefix("<") {
            condition.upper = .init(rest(1), isInclusive: false)
        } else {
            return nil
        }
        return condition
    }
}
