internal import Bytes
public import Logging
public import SQLDatabase
public import ServiceLifecycle
internal import Synchronization
public import Telemetry

/// Moves a service's outbox to the bus, in order, and marks what the bus has acknowledged. A crash between the two
/// publishes again; the bus knows the event by its id.
///
/// On graceful shutdown it makes one last pass, so that what the last requests caused does not wait for the next start.
public final class OutboxRelay: Service {
    static let batchSize = 200
    private static let publishedRetention = Duration.seconds(86_400)
    private static let sweepInterval = Duration.seconds(600)

    private let outbox: Outbox
    private let database: SQLDatabase
    private let bus: any EventBus
    private let clock: WallClock
    private let logger: Logger
    private let pending: Gauge
    private let failures: Counter
    private let oldest: Mutex<Timestamp?>
    private let stopping = Mutex(false)

    public init(
        outbox: Outbox,
        database: SQLDatabase,
        bus: any EventBus,
        clock: WallClock = .system,
        metrics: MetricsRegistry,
        logger: Logger
    ) {
        self.outbox = outbox
        self.database = database
        self.bus = bus
        self.clock = clock
        self.logger = logger
        pending = metrics.gauge("outbox_pending", "Events in the outbox that are not published yet.")
        failures = metrics.counter("outbox_publish_failures_total", "Batches that the event bus did not take.")
        oldest = Mutex(nil)
        metrics.collect(
            "outbox_oldest_age_seconds",
            "Age of the oldest event in the outbox that is not published yet, in seconds.",
            .gauge
        ) { [weak self] in
            guard let self, let oldest = self.oldest.withLock({ $0 }) else { return [([], 0)] }
            return [([], max(0, self.clock.now().seconds - oldest.seconds))]
        }
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await loop()
        } onGracefulShutdown: {
            self.stopping.withLock { $0 = true }
            self.outbox.signal.raise()
        }
    }

    private func loop() async {
        var failed = 0
        var sweepAt = ContinuousClock.now
        while !Task.isCancelled {
            let generation = outbox.signal.generation
            let isStopping = stopping.withLock { $0 }
            do {
                while try await publishBatch() == Self.batchSize {}
                failed = 0
                if isStopping { return }
                if ContinuousClock.now >= sweepAt {
                    try await sweep()
                    sweepAt = ContinuousClock.now + Self.sweepInterval
                }
                await outbox.signal.wait(after: generation, atMost: .seconds(1))
            } catch {
                if isStopping || Task.isCancelled {
                    logger.warning("The outbox keeps events for the next start: \(error)")
                    return
                }
                failures.increment()
                failed += 1
                if failed == 1 { logger.warning("The event bus takes no events, the outbox keeps them: \(error)") }
                try? await Task.sleep(for: .milliseconds(Int.random(in: 25...50) << min(failed, 7)))
            }
        }
    }

    /// Publishes the oldest unpublished events. Answers how many there were.
    func publishBatch() async throws -> Int {
        let rows = try await database.read("outbox.pending") { connection in
            try connection.query(
                """
                select seq, topic, payload, created_at from outbox where published_at is null order by seq limit $1
                """,
                [Self.batchSize]
            ) {
                (
                    sequence: try $0.integer(0), topic: try $0.text(1), payload: try $0.text(2),
                    time: try $0.timestamp(3)
                )
            }
        }
        oldest.withLock { $0 = rows.first?.time }
        pending.set(Double(rows.count))
        guard !rows.isEmpty else { return 0 }
        let events = try rows.map { try Event(topic: $0.topic, payload: $0.payload) }
        _ = try await bus.publish(events)
        let now = clock.now()
        let left = try await database.write("outbox.mark") { connection in
            for row in rows {
                try connection.execute("update outbox set published_at = $1 where seq = $2", [now, row.sequence])
            }
            return try connection.first(
                "select count(*), min(created_at) from outbox where published_at is null"
            ) { (count: try $0.integer(0), oldest: try $0.optionalTimestamp(1)) }
        }
        pending.set(Double(left?.count ?? 0))
        oldest.withLock { $0 = left?.oldest }
        return rows.count
    }

    private func sweep() async throws {
        let now = clock.now()
        try await database.write("outbox.sweep") { connection in
            try connection.execute(
                "delete from outbox where published_at < $1",
                [now - Self.publishedRetention]
            )
            _ = try connection.execute(
                "delete from inbox where received_at < $1",
                [now - Inbox.retention]
            )
        }
    }
}
