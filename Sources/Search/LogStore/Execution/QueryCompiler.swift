import Bytes

/// Turns a query into what it means for one index.
struct QueryCompiler {
    let snapshot: IndexSnapshot
    /// Milliseconds since 1970, for date math.
    let now: Int64
    let isScoring: Bool
    private var clauses = 0

    /// `indices.query.bool.max_clause_count`.
    static let clauseLimit = 4096
    /// `max_expansions` of a prefix at the end of a phrase.
    static let prefixExpansions = 50

    init(_ snapshot: IndexSnapshot, now: Int64, isScoring: Bool) {
        self.snapshot = snapshot
        self.now = now
        self.isScoring = isScoring
    }

    static func compile(
        _ query: Query,
        for snapshot: IndexSnapshot,
        now: Int64,
        isScoring: Bool
    ) throws(LogStoreError) -> Matcher {
        var compiler = QueryCompiler(snapshot, now: now, isScoring: isScoring)
        do throws(LogStoreError) {
            return try compiler.matcher(query)
        } catch {
            var located = error
            if located.index == nil { located.index = snapshot.name }
            throw located
        }
    }

    private mutating func matchers(_ queries: [Query]) throws(LogStoreError) -> [Matcher] {
        var result: [Matcher] = []
        for query in queries { result.append(try matcher(query)) }
        return result
    }

    private mutating func matcher(_ query: Query) throws(LogStoreError) -> Matcher {
        clauses += 1
        guard clauses <= Self.clauseLimit else {
            throw LogStoreError(
                .tooManyClauses,
                "Query contains too many nested clauses; maxClauseCount is set to \(Self.clauseLimit)"
            )
        }
        switch query {
        case .matchAll: return .all
        case .matchNone: return .none
        case .ids(let ids): return .ids(Set(ids.map { Array($0.utf8) }))
        case .constantScore(let inner): return .constant(try matcher(inner))
        case .boosted(let inner, let boost): return .boosted(try matcher(inner), Float(boost))
        case .disjunctionMax(let queries, let tieBreaker):
            return .best(try matchers(queries), tieBreaker: Float(tieBreaker))
        case .bool(let bool):
            let should = try matchers(bool.should)
            let minimum =
                bool.minimumShouldMatch.map { $0.count(of: should.count) }
                ?? (bool.must.isEmpty && bool.filter.isEmpty && !should.isEmpty ? 1 : 0)
            return .bool(
                must: try matchers(bool.must),
                filter: try matchers(bool.filter),
                should: should,
                mustNot: try matchers(bool.mustNot),
                minimum: minimum
            )
        case .field(let name, let condition):
            return try fieldMatcher(name, condition)
        case .anyField(let query): return try anyFieldMatcher(query)
        }
    }

    private mutating func anyFieldMatcher(_ query: AnyField) throws(LogStoreError) -> Matcher {
        if query.condition == .exists, query.patterns.contains(where: { $0.name == "*" }) { return .all }
        var matchers: [Matcher] = []
        var seen: Set<String> = []
        for pattern in query.patterns {
            for name in pattern.name.contains("*") ? snapshot.mapping.names(matching: pattern.name) : [pattern.name]
            where seen.insert(name).inserted {
                clauses += 1
                do throws(LogStoreError) {
                    let matcher = try fieldMatcher(name, query.condition)
                    if case .none = matcher { continue }
                    matchers.append(pattern.boost == 1 ? matcher : .boosted(matcher, Float(pattern.boost)))
                } catch {
                    // Over all fields a number cannot be asked of a date; that is no error of the query.
                    guard query.isLenient, error.kind != .tooManyClauses else { throw error }
                }
            }
        }
        switch query.combination {
        case .best(let tieBreaker): return .best(matchers, tieBreaker: Float(tieBreaker))
        case .most: return .bool(must: [], filter: [], should: matchers, mustNot: [], minimum: 1)
        }
    }

    private func fieldMatcher(_ name: String, _ condition: FieldCondition) throws(LogStoreError) -> Matcher {
        if let metadata = try metadataMatcher(name, condition) { return metadata }
        if condition == .exists {
            let ids = snapshot.mapping.ids(atOrBelow: name)
            return ids.isEmpty ? .none : .exists(ids)
        }
        guard let id = snapshot.mapping.id(of: name) else { return .none }
        let field = FieldCompiler(
            snapshot: snapshot,
            id: id,
            field: snapshot.mapping[id],
            now: now,
            isScoring: isScoring
        )
        do throws(LogStoreError) {
            return try field.matcher(condition)
        } catch {
            if case .match(let match) = condition, match.isLenient { return .none }
            if case .phrase(let phrase) = condition, phrase.isLenient { return .none }
            throw error
        }
    }

    /// Conditions on `_id` and `_index`, which are in no mapping.
    private func metadataMatcher(_ name: String, _ condition: FieldCondition) throws(LogStoreError) -> Matcher? {
        guard name == "_id" || name == "_index" else { return nil }
        let wanted: [String]
        switch condition {
        case .exists: return .all
        case .term(let value, _): wanted = [value.string ?? value.text]
        case .terms(let values): wanted = values.map { $0.string ?? $0.text }
        case .match(let match): wanted = [match.value.string ?? match.value.text]
        case .phrase(let phrase): wanted = [phrase.value.string ?? phrase.value.text]
        case .prefix(let prefix, _) where name == "_index": return snapshot.name.hasPrefix(prefix) ? .all : Matcher.none
        case .wildcard(let pattern, _) where name == "_index":
            return WildcardPattern(pattern).matches(snapshot.name) ? .all : Matcher.none
        default:
            throw LogStoreError(
                .queryShard,
                "Field [\(name)] of type [\(name)] does not support this query",
                index: snapshot.name
            )
        }
        if name == "_id" { return .ids(Set(wanted.map { Array($0.utf8) })) }
        return wanted.contains { WildcardPattern.simple($0, matches: snapshot.name) } ? .constant(.all) : Matcher.none
    }
}
