import Bytes
import EventBus
import Logging
import SQLDatabase
import ServiceLifecycle
import Storage
import Synchronization
import Telemetry

/// An event log in a folder of its own, with a clock that tests may move.
final class Fixture: Sendable {
    let folder: String
    let location: DatabaseLocation
    let metrics = MetricsRegistry()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let offset = Mutex<Duration>(.zero)

    init() throws {
        folder = try FileSystem.makeTemporaryDirectory(prefix: "event-log")
        location = DatabaseLocation(path: "\(folder)/events.db")
    }

    deinit {
        try? FileSystem.removeTree(folder)
    }

    var clock: WallClock {
        WallClock { [self] in WallClock.system.now() + offset.withLock { $0 } }
    }

    func advance(by duration: Duration) {
        offset.withLock { $0 += duration }
    }

    func open(retention: SQLiteEventLog.Retention = .init()) async throws -> SQLiteEventLog {
        try await SQLiteEventLog.open(location, retention: retention, clock: clock, metrics: metrics)
    }

    /// A service's own database with outbox, inbox and a table for effects.
    func openService(_ name: String) async throws -> SQLDatabase {
        try await SQLDatabase.open(
            DatabaseLocation(path: "\(folder)/\(name).db"),
            migrations: [
                Migration(1, "outbox", Outbox.schema),
                Migration(2, "effects", "create table effects (id {{identity}}, what text not null);"),
            ]
        )
    }

    func event(_ number: Int, of aggregate: String = "a", topic: String = "evt.test.thing.happened") -> Event {
        Event(
            id: UUIDv7.make(at: clock.now()),
            topic: topic,
            type: "dev.martlet.thing.happened.v1",
            source: "/test",
            subject: aggregate,
            time: clock.now(),
            aggregateVersion: Int64(number),
            traceparent: nil,
            data: ["number": .integer(Int64(number))]
        )
    }

    /// Backoffs and leases short enough to wait for.
    static var quick: SubscriptionOptions {
        var options = SubscriptionOptions()
        options.backoff = [.milliseconds(1)]
        options.lease = .milliseconds(200)
        options.pollInterval = .milliseconds(5)
        options.idlePollInterval = .milliseconds(20)
        return options
    }
}

/// Runs services while `body` runs, then shuts them down gracefully and waits for their end.
func running(_ services: [any Service], _ body: () async throws -> Void) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let group = ServiceGroup(configuration: .init(services: services.map { .init(service: $0) }, logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body()
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

extension Event {
    var number: Int { data["number"]?.int ?? -1 }
}
