import Synchronization

/// Counts observations by buckets of upper bounds, with their sum.
public final class Histogram: Sendable {
    /// Ascending upper bounds, in the unit of what is observed; `+Inf` is implied.
    public let bounds: [Double]

    struct State {
        /// Not cumulative; one more than there are bounds.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let state: Mutex<State>

    init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "BUG: histogram bounds must ascend")
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    public func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// Observes a duration in seconds.
    public func observe(_ duration: Duration) {
        observe(duration.inSeconds)
    }

    func snapshot() -> State {
        state.withLock { $0 }
    }
}

extension [Double] {
    /// Seconds; what OpenTelemetry's conventions advise for the duration of HTTP requests.
    public static let httpDurations: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
}

extension Duration {
    /// This duration in seconds.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
