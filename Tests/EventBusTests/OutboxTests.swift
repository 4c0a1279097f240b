import Bytes
import EventBus
import SQLDatabase
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@Suite struct OutboxTests {
    /// A bus that takes a batch and then loses its answer: what a crash between publishing and marking leaves.
    private final class ForgetfulBus: EventBus {
        struct AnswerLost: Error {}
        let inner: SQLiteEventLog
        let losses: Mutex<Int>

        init(_ inner: SQLiteEventLog, losses: Int) {
            self.inner = inner
            self.losses = Mutex(losses)
        }

        func publish(_ events: [Event]) async throws -> [PublishReceipt] {
            let receipts = try await inner.publish(events)
            let isLost = losses.withLock { losses in
                defer { losses -= 1 }
                return losses > 0
            }
            if isLost { throw AnswerLost() }
            return receipts
        }

        func subscription(
            durable: String,
            topics: [String],
            options: SubscriptionOptions,
            handler: @escaping @Sendable (Delivery) async -> DeliveryOutcome
        ) -> any Service {
            inner.subscription(durable: durable, topics: topics, options: options, handler: handler)
        }
    }

    private func relay(_ outbox: Outbox, _ database: SQLDatabase, _ bus: any EventBus, _ fixture: Fixture)
        -> OutboxRelay
    {
        OutboxRelay(
            outbox: outbox,
            database: database,
            bus: bus,
            clock: fixture.clock,
            metrics: fixture.metrics,
            logger: fixture.logger
        )
    }

    private func effects(_ database: SQLDatabase) async throws -> [String] {
        try await database.read("effects") { connection in
            try connection.query("select what from effects order by id") { try $0.text(0) }
        }
    }

    private func consumer(_ log: any EventBus, _ database: SQLDatabase, _ fixture: Fixture) -> any Service {
        log.consumer(
            durable: "effects",
            topics: ["evt.test.>"],
            database: database,
            clock: fixture.clock,
            options: Fixture.quick,
            logger: fixture.logger
        ) { event, connection in
            try connection.execute("insert into effects (what) values ($1)", ["\(event.number)"])
        }
    }

    @Test func whatIsCommittedIsPublishedInOrderAndWhatIsRolledBackIsNot() async throws {
        struct Stop: Error {}
        let fixture = try Fixture()
        let log = try await fixture.open()
        let (source, target) = (try await fixture.openService("source"), try await fixture.openService("target"))
        let outbox = Outbox()
        try await running([relay(outbox, source, log, fixture), consumer(log, target, fixture)]) {
            for number in 0..<20 {
                let event = fixture.event(number)
                try? await source.write("test") { connection in
                    try outbox.append(event, to: connection)
                    if number % 4 == 3 { throw Stop() }
                }
            }
            try await expectEventually { try await effects(target).count >= 15 }
        }
        #expect(try await effects(target) == (0..<20).filter { $0 % 4 != 3 }.map { "\($0)" })
        #expect(String(decoding: fixture.metrics.text(), as: UTF8.self).contains("outbox_pending 0\n"))
    }

    @Test func aCrashBetweenPublishingAndMarkingHasItsEffectOnce() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let (source, target) = (try await fixture.openService("source"), try await fixture.openService("target"))
        let outbox = Outbox()
        let bus = ForgetfulBus(log, losses: 3)
        let events = (0..<5).map { fixture.event($0) }
        try await source.write("test") { connection in
            for event in events { try outbox.append(event, to: connection) }
        }
        try await running([relay(outbox, source, bus, fixture), consumer(bus, target, fixture)]) {
            try await expectEventually {
                let pending = try await source.read("test") { connection in
                    try connection.first("select count(*) from outbox where published_at is null") {
                        try $0.integer(0)
                    }
                }
                return pending == 0
            }
            try await expectEventually { try await effects(target).count >= 5 }
        }
        #expect(try await effects(target) == ["0", "1", "2", "3", "4"])
        #expect(bus.losses.withLock { $0 } < 1)
    }

    @Test func anEventThatTheLogDeliversTwiceHasItsEffectOnce() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let target = try await fixture.openService("target")
        let event = fixture.event(1)
        for _ in 0..<2 {
            let isFresh = try await target.write("test") { connection in
                try Inbox.receive(event, consumer: "effects", at: event.time, on: connection)
            }
            // A second consumer of the same service has its own entry.
            let isFreshForOther = try await target.write("test") { connection in
                try Inbox.receive(event, consumer: "other", at: event.time, on: connection)
            }
            #expect(isFresh == isFreshForOther)
        }
        _ = try await log.publish([event, fixture.event(2)])
        try await running([consumer(log, target, fixture)]) {
            try await expectEventually { try await effects(target).count >= 1 }
        }
        #expect(try await effects(target) == ["2"])
    }

    @Test func anEffectThatFailsIsRolledBackWithItsInboxEntryAndTriedAgain() async throws {
        struct Failure: Error {}
        let fixture = try Fixture()
        let log = try await fixture.open()
        let target = try await fixture.openService("target")
        let failures = Mutex(2)
        let service = log.consumer(
            durable: "effects",
            topics: [">"],
            database: target,
            options: Fixture.quick,
            logger: fixture.logger
        ) { event, connection in
            try connection.execute("insert into effects (what) values ($1)", ["\(event.number)"])
            let fails = failures.withLock { failures in
                defer { failures -= 1 }
                return failures > 0
            }
            if fails { throw Failure() }
        }
        try await running([service]) {
            _ = try await log.publish([fixture.event(1)])
            try await expectEventually { try await effects(target).count >= 1 }
        }
        #expect(try await effects(target) == ["1"])
        #expect(failures.withLock { $0 } == -1)
    }

    @Test func theHandlerContinuesTheTraceOfTheEvent() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let target = try await fixture.openService("target")
        let trace = TraceContext.root()
        let seen = Mutex<TraceContext?>(nil)
        let service = log.consumer(
            durable: "effects",
            topics: [">"],
            database: target,
            options: Fixture.quick,
            logger: fixture.logger
        ) { event, connection in
            seen.withLock { $0 = TraceContext.current }
            try connection.execute("insert into effects (what) values ('seen')")
        }
        try await running([service]) {
            let event = fixture.event(1)
            _ = try await log.publish([
                Event(
                    id: event.id,
                    topic: event.topic,
                    type: event.type,
                    source: event.source,
                    subject: event.subject,
                    time: event.time,
                    aggregateVersion: 1,
                    traceparent: trace.traceparent,
                    data: event.data
                )
            ])
            try await expectEventually { try await effects(target).count == 1 }
        }
        let current = seen.withLock { $0 }
        #expect(current?.traceID == trace.traceID)
        #expect(current?.spanID != trace.spanID)
    }
}
