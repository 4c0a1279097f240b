public import Bytes
public import Logging
public import SQLDatabase
public import ServiceLifecycle

/// Removes what has served its time from a service's database: answers kept for repeated requests, and what the service
/// adds of its own.
public struct ExpirySweeper: Service {
    private let database: SQLDatabase
    private let clock: WallClock
    private let interval: Duration
    private let logger: Logger
    private let more: @Sendable (SQLConnection, Timestamp) throws -> Void

    public init(
        database: SQLDatabase,
        clock: WallClock,
        interval: Duration = .seconds(600),
        logger: Logger,
        more: @escaping @Sendable (SQLConnection, Timestamp) throws -> Void = { _, _ in }
    ) {
        self.database = database
        self.clock = clock
        self.interval = interval
        self.logger = logger
        self.more = more
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch {
                    if !Task.isCancelled { logger.warning("Expired rows stay for the next sweep: \(error)") }
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    public func sweep() async throws {
        let now = clock.now()
        try await database.write("expiry.sweep") { connection in
            try connection.execute("delete from idempotency where created_at < $1", [now - Idempotency.retention])
            try more(connection, now)
        }
    }
}
