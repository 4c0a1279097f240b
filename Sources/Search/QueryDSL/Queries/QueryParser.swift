import Bytes
public import LogStore

/// Reads Elasticsearch's query DSL.
public struct QueryParser {
    /// `indices.query.bool.max_nested_depth`.
    static let nestingLimit = 30
    private var depth = 0

    /// The query of a body like `{"query": …}` may be missing; then it is all documents.
    public static func parse(_ node: BodyNode) throws(LogStoreError) -> Query {
        var parser = QueryParser()
        return try parser.query(node)
    }

    mutating func query(_ node: BodyNode) throws(LogStoreError) -> Query {
        guard node.kind == .object else {
            throw node.parsing("[_na] query malformed, must start with start_object")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.nestingLimit else {
            throw node.error(
                .illegalArgument,
                "The nested depth of the query exceeds the maximum nested depth for bool queries set in "
                    + "[indices.query.bool.max_nested_depth]"
            )
        }
        let members = node.members
        guard let (name, inner) = members.first else {
            throw node.error(.illegalArgument, "query malformed, empty clause found")
        }
        guard members.count == 1 else {
            throw members[1].value.parsing(
                "[\(name)] malformed query, expected [END_OBJECT] but found [FIELD_NAME]"
            )
        }
        return try query(name, inner)
    }

    private mutating func query(_ name: String, _ node: BodyNode) throws(LogStoreError) -> Query {
        switch name {
        case "match_all": return try common(node, name, .matchAll)
        case "match_none": return try common(node, name, .matchNone)
        case "match", "match_phrase", "match_phrase_prefix", "match_bool_prefix":
            return try MatchQueries.match(name, node)
        case "multi_match": return try MatchQueries.multiMatch(node)
        case "term": return try TermQueries.term(node)
        case "terms": return try TermQueries.terms(node)
        case "range": return try TermQueries.range(node)
        case "exists": return try TermQueries.exists(node)
        case "prefix", "wildcard", "regexp", "fuzzy": return try TermQueries.pattern(name, node)
        case "ids": return try TermQueries.ids(node)
        case "bool": return try bool(node)
        case "constant_score": return try constantScore(node)
        case "dis_max": return try disjunctionMax(node)
        case "query_string": return try StringQueries.queryString(node)
        case "simple_query_string": return try StringQueries.simpleQueryString(node)
        default:
            let place = node.place
            throw node.error(
                .parsing,
                "unknown query [\(name)]",
                cause: LogStoreError(
                    .namedObjectNotFound,
                    "[\(place.line):\(place.column)] unknown field [\(name)]"
                )
            )
        }
    }

    /// A query without parameters of its own.
    private func common(_ node: BodyNode, _ name: String, _ query: Query) throws(LogStoreError) -> Query {
        var common = CommonParameters()
        for (key, value) in try node.objectMembers(name) where !(try common.take(key, value, name)) {
            throw value.unknownField(key, in: name)
        }
        return common.apply(to: query)
    }

    private mutating func queries(_ node: BodyNode) throws(LogStoreError) -> [Query] {
        var result: [Query] = []
        for element in node.elements { result.append(try query(element)) }
        return result
    }

    private mutating func bool(_ node: BodyNode) throws(LogStoreError) -> Query {
        var bool = BoolQuery()
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("bool") {
            switch key {
            case "must": bool.must += try queries(value)
            case "filter": bool.filter += try queries(value)
            case "should": bool.should += try queries(value)
            case "must_not", "mustNot": bool.mustNot += try queries(value)
            case "minimum_should_match": bool.minimumShouldMatch = try value.minimumShouldMatch("bool", key)
            case "adjust_pure_negative": _ = try value.bool("bool", key)
            default:
                guard try common.take(key, value, "bool") else { throw value.unknownField(key, in: "bool") }
            }
        }
        return common.apply(to: .bool(bool))
    }

    private mutating func constantScore(_ node: BodyNode) throws(LogStoreError) -> Query {
        var inner: Query?
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("constant_score") {
            if key == "filter" {
                inner = try query(value)
            } else if !(try common.take(key, value, "constant_score")) {
                throw value.parsing("[constant_score] query does not support [\(key)]")
            }
        }
        guard let inner else { throw node.parsing("[constant_score] requires a 'filter' element") }
        return common.apply(to: .constantScore(inner))
    }

    private mutating func disjunctionMax(_ node: BodyNode) throws(LogStoreError) -> Query {
        var inner: [Query] = []
        var tieBreaker = 0.0
        var common = CommonParameters()
        for (key, value) in try node.objectMembers("dis_max") {
            switch key {
            case "queries": inner = try queries(value)
            case "tie_breaker": tieBreaker = try value.double("dis_max", key)
            default:
                guard try common.take(key, value, "dis_max") else {
                    throw value.parsing("[dis_max] query does not support [\(key)]")
                }
            }
        }
        guard !inner.isEmpty else {
            throw node.parsing("[dis_max] requires 'queries' field with at least one clause")
        }
        return common.apply(to: .disjunctionMax(inner, tieBreaker: tieBreaker))
    }
}

/// What every query takes.
struct CommonParameters {
    private var boost = 1.0

    mutating func take(_ key: String, _ value: BodyNode, _ context: String) throws(LogStoreError) -> Bool {
        switch key {
        case "boost":
            boost = try value.double(context, key)
            guard boost >= 0, boost.isFinite else {
                throw value.error(
                    .illegalArgument,
                    "negative [boost] are not allowed in [\(context)], use a value between 0 and 1 to deboost"
                )
            }
        case "_name": _ = try value.string(context, key)
        default: return false
        }
        return true
    }

    func apply(to query: Query) -> Query {
        boost == 1 ? query : .boosted(query, boost)
    }
}
