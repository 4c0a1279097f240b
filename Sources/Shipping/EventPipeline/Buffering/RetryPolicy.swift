internal import Bytes

/// When a chunk that failed is tried again, and when it is given up.
public struct RetryPolicy: Sendable, Hashable {
    public var wait: Duration = .seconds(1)
    /// 1 for a period that stays the same.
    public var base = 2.0
    public var maximumInterval: Duration?
    /// Plus or minus an eighth, so that many shippers do not come back at once.
    public var isRandomized = true
    /// Nil: no limit on attempts.
    public var maximumTimes: Int?
    /// Nil: no limit in time.
    public var timeout: Duration? = .seconds(72 * 3600)

    public init() {}

    /// The wait before attempt number `attempt` (1 is the first retry).
    func delay(attempt: Int, using random: inout some RandomNumberGenerator) -> Duration {
        var factor = 1.0
        for _ in 1..<max(attempt, 1) where factor < 1e12 { factor *= base }
        // A hundred years is as good as never and cannot overflow.
        var seconds = min(wait.seconds * factor, 3_153_600_000)
        if let maximumInterval { seconds = min(seconds, maximumInterval.seconds) }
        if isRandomized { seconds += seconds * Double.random(in: -0.125...0.125, using: &random) }
        return .seconds(seconds)
    }

    /// Whether a chunk that has failed `failures` times, first at `first`, is given up.
    func isExhausted(failures: Int, first: Timestamp, now: Timestamp) -> Bool {
        if let maximumTimes, failures > maximumTimes { return true }
        if let timeout, now - first > timeout { return true }
        return false
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
