public import Bytes
public import LogStore

/// A search as a client asks for it: what to find and how to show it.
public struct SearchBody: Sendable {
    public var query = Query.matchAll
    public var postFilter: Query?
    public var from = 0
    public var size = 10
    public var sort: [SortKey] = []
    public var searchAfter: [JSONValue]?
    /// Nil where the body does not say.
    public var totalHits: SearchRequest.TotalHits?
    public var tracksScores = false
    public var minimumScore: Double?
    public var aggregations: [NamedAggregation] = []
    public var source = SourceFilter.everything
    public var fields: [FieldRequest] = []
    public var columnFields: [FieldRequest] = []
    public var highlight: HighlightRequest?
    public var showsVersion = false
    public var showsSequenceNumber = false
    public var timeout: Duration?
    public var terminateAfter = 0

    public init() {}

    public init(parsing node: BodyNode) throws(LogStoreError) {
        guard node.kind == .object else {
            throw node.parsing("Expected [START_OBJECT] but found [\(node.tokenName)]")
        }
        for (key, value) in node.members { try take(key, value) }
    }

    private mutating func take(_ key: String, _ value: BodyNode) throws(LogStoreError) {
        switch key {
        case "query": query = try QueryParser.parse(value)
        case "post_filter": postFilter = try QueryParser.parse(value)
        case "from":
            from = try value.int("search", key)
            guard from >= 0 else { throw Self.invalid(value, "[from] parameter cannot be negative but was [\(from)]") }
        case "size":
            size = try value.int("search", key)
            guard size >= 0 else { throw Self.invalid(value, "[size] parameter cannot be negative, found [\(size)]") }
        case "sort": sort = try SortParser.parse(value)
        case "search_after":
            guard value.kind == .array else {
                throw value.parsing("Expected [START_ARRAY] in [search_after] but found [\(value.tokenName)]")
            }
            searchAfter = value.elements.map(\.json)
        case "track_total_hits": totalHits = try Self.totalHits(value)
        case "track_scores": tracksScores = try value.bool("search", key)
        case "min_score": minimumScore = try value.double("search", key)
        case "aggs", "aggregations": aggregations = try AggregationParser.parse(value)
        case "_source": source = try SourceFilter(parsing: value)
        case "fields": fields = try FieldRequest.parse(value, key)
        case "docvalue_fields": columnFields = try FieldRequest.parse(value, key)
        case "highlight": highlight = try HighlightRequest(parsing: value)
        case "version": showsVersion = try value.bool("search", key)
        case "seq_no_primary_term": showsSequenceNumber = try value.bool("search", key)
        case "timeout": timeout = try Self.duration(value, key)
        case "terminate_after":
            terminateAfter = try value.int("search", key)
            guard terminateAfter >= 0 else { throw Self.invalid(value, "terminateAfter must be > 0") }
        case "stored_fields", "stats", "indices_boost", "ext": try Self.requireHarmless(key, value)
        case "script_fields", "runtime_mappings", "suggest", "rescore", "collapse", "pit", "slice", "knn", "retriever",
            "rank":
            guard value.members.isEmpty, value.kind == .object || value.kind == .null else {
                throw value.unsupported("[\(key)]")
            }
        case "explain", "profile":
            guard try !value.bool("search", key) else { throw value.unsupported("[\(key)]") }
        default:
            throw value.parsing("Unknown key for a \(value.tokenName) in [\(key)].")
        }
    }

    /// Keys of which only forms that ask for nothing are taken.
    private static func requireHarmless(_ key: String, _ value: BodyNode) throws(LogStoreError) {
        switch key {
        case "stored_fields":
            for name in try value.strings("search", key) where !["*", "_none_", "_source", "_id"].contains(name) {
                throw value.unsupported("[stored_fields] of a field")
            }
        case "stats": _ = try value.strings("search", key)
        default: guard value.members.isEmpty else { throw value.unsupported("[\(key)]") }
        }
    }

    private static func invalid(_ node: BodyNode, _ reason: String) -> LogStoreError {
        node.error(.illegalArgument, reason)
    }

    private static func totalHits(_ node: BodyNode) throws(LogStoreError) -> SearchRequest.TotalHits {
        if let flag = node.json.lenientBool { return flag ? .exact : .none }
        let count = try node.int("search", "track_total_hits")
        guard count >= -1 else {
            throw invalid(node, "[track_total_hits] parameter must be positive or equals to -1, got \(count)")
        }
        return count == -1 ? .none : .upTo(count)
    }

    static func duration(_ node: BodyNode, _ key: String) throws(LogStoreError) -> Duration? {
        let text = try node.string("search", key)
        if text == "-1" { return nil }
        guard let duration = DurationText.parse(text) else {
            throw node.error(
                .illegalArgument,
                "failed to parse setting [\(key)] with value [\(text)] as a time value: unit is missing or unrecognized"
            )
        }
        return duration
    }

    /// What the store is asked.
    public func request(now: Timestamp) -> SearchRequest {
        var request = SearchRequest(query: query, now: now)
        request.postFilter = postFilter
        request.sort = sort
        request.from = from
        request.size = size
        request.searchAfter = searchAfter
        request.totalHits = totalHits ?? .upTo(10_000)
        request.tracksScores = tracksScores
        request.minimumScore = minimumScore.map { Float($0) }
        request.aggregations = aggregations
        request.terminateAfter = terminateAfter
        return request
    }

    /// The body of a `_count`: nothing but a query.
    public static func countQuery(_ node: BodyNode) throws(LogStoreError) -> Query {
        var query = Query.matchAll
        guard node.kind == .object else { throw node.parsing("Expected [START_OBJECT] but found [\(node.tokenName)]") }
        for (key, value) in node.members {
            guard key == "query" else { throw value.parsing("request does not support [\(key)]") }
            query = try QueryParser.parse(value)
        }
        return query
    }
}
