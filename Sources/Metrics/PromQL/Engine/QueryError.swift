/// Why a query has no answer. The text is the one that Prometheus gives.
public struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// The text is not a query, or its types do not fit: `bad_data` over HTTP.
        case parse
        /// The query cannot be evaluated over this data: `execution`.
        case execution
        /// The time for the query is over: `timeout`.
        case timeout
        /// Somebody ended the query: `canceled`.
        case canceled
        /// The query would hold more samples in memory than it may: `execution`.
        case tooManySamples
        /// The store failed: `internal`.
        case storage
    }

    public let kind: Kind
    /// The reason alone, without the position.
    public let reason: String
    /// Where in the query; every parse error has one.
    public let position: SourcePosition?

    public init(kind: Kind, reason: String, position: SourcePosition? = nil) {
        self.kind = kind
        self.reason = reason
        self.position = position
    }

    /// `1:5: parse error: unexpected end of input`, and for other kinds the reason as it is.
    public var description: String {
        guard kind == .parse, let position else { return reason }
        return "\(position): parse error: \(reason)"
    }

    static func execution(_ reason: String) -> QueryError {
        QueryError(kind: .execution, reason: reason)
    }

    static let duplicateLabelSet = execution("vector cannot contain metrics with the same labelset")

    static let tooManySamples = QueryError(
        kind: .tooManySamples,
        reason: "query processing would load too many samples into memory in query execution"
    )
}

/// A failure in a text, still without the text that gives it a line and a column.
struct SyntaxError: Error {
    let reason: String
    let range: SourceRange

    init(_ reason: String, at range: SourceRange) {
        self.reason = reason
        self.range = range
    }

    func located(in text: String) -> QueryError {
        QueryError(kind: .parse, reason: reason, position: SourcePosition(offset: range.start, in: text.utf8))
    }
}
