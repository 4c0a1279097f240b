import Synchronization

/// The handle on a running query: whoever has it may end the query, and the query asks it whether to go on.
///
/// The engine has no clock: the deadline is a closure of the caller's, asked between series and steps.
public final class QueryControl: Sendable {
    private let isCanceled = Atomic<Bool>(false)
    private let isOver: (@Sendable () -> Bool)?

    /// - Parameter isOver: says whether the time for the query is over; called often, so it must be cheap.
    public init(isOver: (@Sendable () -> Bool)? = nil) {
        self.isOver = isOver
    }

    /// Ends the query at its next check with the kind `canceled`.
    public func cancel() {
        isCanceled.store(true, ordering: .relaxed)
    }

    func check() throws(QueryError) {
        if isCanceled.load(ordering: .relaxed) {
            throw QueryError(kind: .canceled, reason: "query was canceled in expression evaluation")
        }
        if let isOver, isOver() {
            throw QueryError(kind: .timeout, reason: "query timed out in expression evaluation")
        }
    }
}
