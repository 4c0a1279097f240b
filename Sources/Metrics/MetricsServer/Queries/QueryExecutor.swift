import NIOPosix
import PromQL
import ServiceKit
import Synchronization
import Telemetry

/// Runs what takes long, queries above all, on threads of its own: at most so many at a time, each with a deadline that
/// counts from when it was asked for. A client that leaves ends its query.
final class QueryExecutor: Sendable {
    /// How many may wait for a thread before more are refused.
    private static let queueLimit = 1024

    private let pool: NIOThreadPool
    private let timeout: Duration
    private let waiting = Mutex(0)
    private let running: Gauge
    private let duration: Histogram
    private let refused: Counter
    private let concurrency: Int

    init(concurrency: Int, timeout: Duration, metrics: MetricsRegistry) {
        self.timeout = timeout
        self.concurrency = concurrency
        pool = NIOThreadPool(numberOfThreads: concurrency)
        pool.start()
        running = metrics.gauge("prometheus_engine_queries", "The current number of queries being executed or waiting.")
        metrics.gauge("prometheus_engine_queries_concurrent_max", "The max number of concurrent queries.")
            .set(concurrency)
        duration = metrics.histogram(
            "martlet_metrics_query_duration_seconds",
            "How long queries took, without the time that they waited for a thread."
        )
        refused = metrics.counter(
            "martlet_metrics_queries_refused_total",
            "Queries that were refused because too many were waiting."
        )
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// Runs `body` on a thread of the pool.
    ///
    /// - Parameter timeout: less than the server's, if at all.
    func run<Value: Sendable>(
        timeout: Duration? = nil,
        _ body: @escaping @Sendable (QueryControl) throws(APIError) -> Value
    ) async throws -> Value {
        let clock = ContinuousClock()
        let deadline = clock.now + min(timeout ?? self.timeout, self.timeout)
        let control = QueryControl { clock.now >= deadline }
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < QueryExecutor.queueLimit + concurrency else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            refused.increment()
            throw APIError(
                kind: .timeout,
                reason: "query queue is full: \(QueryExecutor.queueLimit) queries are waiting"
            )
        }
        running.increment()
        defer {
            running.decrement()
            waiting.withLock { $0 -= 1 }
        }
        return try await withTaskCancellationHandler {
            try await pool.runIfActive { [duration] in
                guard clock.now < deadline else {
                    throw APIError(kind: .timeout, reason: "query timed out in query queue")
                }
                let start = clock.now
                defer { duration.observe(clock.now - start) }
                return try body(control)
            }
        } onCancel: {
            control.cancel()
        }
    }
}
