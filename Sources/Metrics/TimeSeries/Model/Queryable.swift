/// What a query engine needs of a store.
public protocol Queryable: Sendable {
    /// The samples of every series that all matchers accept, with `start` ≤ timestamp ≤ `end` in milliseconds since
    /// 1970; both ends belong to the range. Series without a sample in the range are left out; the order of the
    /// series is that of their labels. Stale markers are among the samples.
    ///
    /// - Parameter sampleLimit: more samples than this in all are an error, not a cut.
    func select(_ matchers: [LabelMatcher], from start: Int64, through end: Int64, sampleLimit: Int)
        throws(QueryableError) -> [SeriesData]
}

public enum QueryableError: Error, Equatable, CustomStringConvertible {
    case tooManySamples(limit: Int)
    /// The store could not read what it holds; the text names file and reason.
    case unreadable(String)

    public var description: String {
        switch self {
        case .tooManySamples(let limit): "the selection holds more than \(limit) samples"
        case .unreadable(let reason): reason
        }
    }
}
