import HTTPTypes
import LogStore
import NIOPosix
import Synchronization
import Telemetry

/// Threads for what blocks: searches, writes, reading documents. It takes no more than it has places for.
final class WorkPool: Sendable {
    private let pool: NIOThreadPool
    private let queueSize: Int
    private let workers: Int
    private let pending = Atomic<Int>(0)
    private let rejected: Counter

    init(workers: Int, queueSize: Int, metrics: MetricsRegistry) {
        self.workers = workers
        self.queueSize = queueSize
        pool = NIOThreadPool(numberOfThreads: workers)
        pool.start()
        rejected = metrics.counter(
            "martlet_search_rejected_requests_total",
            "Requests that were refused because the work queue was full."
        )
        metrics.collect("martlet_search_queued_tasks", "Searches and writes that run or wait.") { [weak self] in
            [([], Double(self?.pending.load(ordering: .relaxed) ?? 0))]
        }
    }

    /// Runs `body` on a thread of the pool.
    ///
    /// - Throws: 429 when the queue is full, or what `body` throws.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let count = pending.add(1, ordering: .relaxed).newValue
        defer { pending.subtract(1, ordering: .relaxed) }
        guard count <= workers + queueSize else {
            rejected.increment()
            throw APIError(
                .tooManyRequests,
                type: "es_rejected_execution_exception",
                reason: "rejected execution of a task: \(count - 1) of at most \(workers + queueSize) tasks run or wait"
            )
        }
        return try await pool.runIfActive(body)
    }

    func shutdown() async {
        try? await pool.shutdownGracefully()
    }
}
