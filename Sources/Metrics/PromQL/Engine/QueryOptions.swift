/// How an engine evaluates. All times in milliseconds.
public struct QueryOptions: Sendable {
    /// How old the last sample of a series may be to count as its value.
    public var lookbackDelta: Int64
    /// The samples that one query may hold in memory at a time.
    public var maxSamples: Int
    /// How deep a query may be nested.
    public var depthLimit: Int
    /// The resolution of subqueries that name none: the global evaluation interval.
    public var defaultSubqueryResolution: Int64
    /// Whether the name of a metric that no longer fits is taken away at the end of the query, so that
    /// `label_replace` and `by (__name__)` still see it, or where it stops to fit.
    public var removesNamesLate: Bool

    public init(
        lookbackDelta: Int64 = 300_000,
        maxSamples: Int = 50_000_000,
        depthLimit: Int = 500,
        defaultSubqueryResolution: Int64 = 60_000,
        removesNamesLate: Bool = true
    ) {
        self.lookbackDelta = lookbackDelta
        self.maxSamples = maxSamples
        self.depthLimit = depthLimit
        self.defaultSubqueryResolution = defaultSubqueryResolution
        self.removesNamesLate = removesNamesLate
    }
}
