internal import Bytes
public import SQLDatabase
public import ServiceLifecycle
internal import Synchronization
public import Telemetry

/// The event bus of a single machine: a durable log in one SQLite file, which several processes may share.
///
/// Every event is a row of `events`, numbered in the order of commit. A consumer is a cursor into that log, plus a row
/// of `deliveries` for each event behind the cursor that is not settled yet. Commits are on disk before they are
/// acknowledged (synchronous=FULL): the outbox forgets what the log has taken.
public final class SQLiteEventLog: EventBus {
    public struct Retention: Sendable {
        /// Events that every consumer has behind it go when they are older.
        public var events = Duration.seconds(7 * 86_400)
        /// A consumer that was not seen for so long holds nothing back any more.
        public var consumers = Duration.seconds(30 * 86_400)
        public var deadLetters = Duration.seconds(30 * 86_400)

        public init() {}
    }

    /// Unsettled deliveries of one consumer that are kept in the table at most; the rest waits behind the cursor.
    static let window = 1_000
    /// The largest envelope that the log takes.
    public static let maximumEventBytes = 1 << 20

    let database: SQLDatabase
    let clock: WallClock
    let measures: MessagingMeasures
    let retention: Retention
    /// Wakes this process's subscriptions; those of other processes look by themselves.
    let hub: WakeHub

    public static func open(
        _ location: DatabaseLocation,
        retention: Retention = Retention(),
        clock: WallClock = .system,
        metrics: MetricsRegistry
    ) async throws -> SQLiteEventLog {
        let database = try await SQLDatabase.open(
            location,
            options: .init(durability: .full),
            migrations: EventLogSchema.migrations,
            metrics: metrics
        )
        return SQLiteEventLog(database: database, retention: retention, clock: clock, metrics: metrics)
    }

    private init(database: SQLDatabase, retention: Retention, clock: WallClock, metrics: MetricsRegistry) {
        self.database = database
        self.retention = retention
        self.clock = clock
        measures = MessagingMeasures(registry: metrics)
        hub = .shared(for: database.location)
    }

    public func publish(_ events: [Event]) async throws -> [PublishReceipt] {
        guard !events.isEmpty else { return [] }
        let started = ContinuousClock.now
        let payloads = events.map { $0.cloudEvent.text }
        for (event, payload) in zip(events, payloads) where payload.utf8.count > Self.maximumEventBytes {
            throw EventFormatError(
                "event \(event.id) (\(event.type)) has \(payload.utf8.count) bytes, the log takes \(Self.maximumEventBytes)"
            )
        }
        let now = clock.now()
        let receipts = try await database.write("events.publish") { connection in
            try zip(events, payloads).map { event, payload in
                let stored = try connection.execute(
                    """
                    insert into events (id, topic, partition_key, payload, created_at) values ($1, $2, $3, $4, $5)
                    on conflict (id) do nothing
                    """,
                    [event.id, event.topic, event.subject, payload, now]
                )
                let sequence = try connection.first("select seq from events where id = $1", [event.id]) {
                    try $0.integer(0)
                }
                return PublishReceipt(sequence: sequence ?? 0, duplicate: stored == 0)
            }
        }
        measures.published(receipts, in: ContinuousClock.now - started)
        hub.raise()
        return receipts
    }

    public func subscription(
        durable: String,
        topics: [String],
        options: SubscriptionOptions,
        handler: @escaping @Sendable (Delivery) async -> DeliveryOutcome
    ) -> any Service {
        LogSubscription(
            consumer: LogConsumer(log: self, name: durable, filter: TopicFilter(topics), options: options),
            handler: handler
        )
    }

    /// Nil when the log can be read, else why not.
    public func unavailability() async -> String? {
        await database.unavailability()
    }

    public func close() throws {
        try database.close()
    }
}
