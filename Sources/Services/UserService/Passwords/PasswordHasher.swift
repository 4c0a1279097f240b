internal import HTTPTypes
internal import NIOPosix
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Hashes and checks passwords on a few threads of its own: a hash keeps a core and 19 MiB for tens of milliseconds, so
/// this is the capacity of the whole service. Past its queue it says so at once (503), which keeps log-ins that are let
/// in quick.
final class PasswordHasher: Service {
    let cost: PasswordCost
    private let pool: NIOThreadPool
    private let capacity: Int
    private let pending = Atomic<Int>(0)
    private let queueLength: Gauge
    private let duration: Histogram
    /// Checked where there is no account, so that its absence cannot be told from the time.
    private let dummyHash: String

    init(cost: PasswordCost, threads: Int, queue: Int, metrics: MetricsRegistry) throws {
        self.cost = cost
        capacity = threads + queue
        queueLength = metrics.gauge("password_hash_queue_length", "Password hashes that run or wait.")
        duration = metrics.histogram(
            "password_hash_duration_seconds",
            "Time that a password hash takes, without waiting, in seconds."
        )
        dummyHash = try Argon2id.hash(Array("no account has this".utf8), cost: cost)
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
    }

    func hash(_ password: Password) async throws -> String {
        try await perform { [cost] in try Argon2id.hash(password.bytes, cost: cost) }
    }

    /// - Parameter hash: Nil where there is no account: takes as long and answers false.
    func verify(_ password: Password, against hash: String?) async throws -> Bool {
        let isMatch = try await perform { [dummyHash] in
            Argon2id.verify(password.bytes, against: hash ?? dummyHash)
        }
        return isMatch && hash != nil
    }

    /// Ends the threads after everything that hashes has ended.
    func run() async throws {
        try? await gracefulShutdown()
        try? await pool.shutdownGracefully()
    }

    private func perform<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let ahead = pending.wrappingAdd(1, ordering: .relaxed).oldValue
        defer {
            let left = pending.wrappingSubtract(1, ordering: .relaxed).newValue
            queueLength.set(left)
        }
        guard ahead < capacity else {
            throw Problem(
                .serviceUnavailable,
                code: "busy",
                detail: "Too many log-ins and registrations at the moment.",
                headers: [.retryAfter: "1"]
            )
        }
        queueLength.set(ahead + 1)
        return try await pool.runIfActive { [duration] in
            let started = ContinuousClock.now
            defer { duration.observe(ContinuousClock.now - started) }
            return try work()
        }
    }
}
