public import Bytes

/// A search over one or more indices.
public struct SearchRequest: Sendable {
    /// How exactly the number of hits is wanted.
    public enum TotalHits: Sendable, Equatable {
        case exact
        /// Above this number, only that there are more.
        case upTo(Int)
        case none
    }

    public var query: Query
    /// Narrows the hits, not the aggregations.
    public var postFilter: Query?
    /// Empty: by score, descending.
    public var sort: [SortKey] = []
    public var from = 0
    public var size = 10
    /// The sort values of the hit to go on behind.
    public var searchAfter: [JSONValue]?
    public var totalHits = TotalHits.upTo(10_000)
    public var tracksScores = false
    public var minimumScore: Float?
    public var aggregations: [NamedAggregation] = []
    /// After so many documents of an index the rest is not looked at; 0 is no limit.
    public var terminateAfter = 0
    /// What `now` is in date math.
    public var now: Timestamp
    /// Asked between segments: true ends the search, with what there is so far.
    public var isExpired: @Sendable () -> Bool = { false }

    public init(query: Query, now: Timestamp) {
        self.query = query
        self.now = now
    }
}

public struct SearchHit: Sendable {
    /// Which of the snapshots it is in.
    public var index: Int
    public var number: DocumentNumber
    public var id: String
    public var version: Int64
    public var sequenceNumber: Int64
    /// Nil when it was not asked for.
    public var score: Float?
    public var sortValues: [SortValue]
}

public struct SearchResult: Sendable {
    /// Nil when it was not asked for.
    public var total: Int?
    /// The total is a lower bound.
    public var isTotalLowerBound = false
    public var maximumScore: Float?
    public var hits: [SearchHit] = []
    public var aggregations: [NamedAggregationResult] = []
    public var isTimedOut = false
    public var isTerminatedEarly = false
}
