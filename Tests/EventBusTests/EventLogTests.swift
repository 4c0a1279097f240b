import Bytes
import EventBus
import SQLDatabase
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@Suite struct EventLogTests {
    @Test func everyConsumerGetsEveryEventOfItsTopics() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let (first, second) = (Recorder(), Recorder())
        let services = [("one", first), ("two", second)].map { name, recorder in
            log.subscription(durable: name, topics: ["evt.test.>"], options: Fixture.quick) { delivery in
                recorder.add(delivery)
                return .acknowledge
            }
        }
        try await running(services) {
            _ = try await log.publish([fixture.event(1, topic: "evt.other.thing.happened"), fixture.event(2)])
            _ = try await log.publish([fixture.event(3)])
            await first.wait(for: 2)
            await second.wait(for: 2)
        }
        #expect(first.all.map(\.number) == [2, 3])
        #expect(second.all.map(\.number) == [2, 3])
    }

    @Test func anEventThatIsPublishedTwiceIsStoredOnce() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let event = fixture.event(1)
        let first = try await log.publish([event])
        let second = try await log.publish([event, fixture.event(2)])
        #expect(first.map(\.duplicate) == [false])
        #expect(second.map(\.duplicate) == [true, false])
        #expect(second[0].sequence == first[0].sequence)
    }

    @Test func aBatchIsPublishedWholeOrNotAtAll() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let huge = Event(
            id: "x",
            topic: "evt.test.thing.happened",
            type: "t",
            source: "/s",
            subject: "a",
            time: fixture.clock.now(),
            aggregateVersion: 1,
            traceparent: nil,
            data: .string(String(repeating: "x", count: SQLiteEventLog.maximumEventBytes))
        )
        await #expect(throws: EventFormatError.self) { _ = try await log.publish([fixture.event(1), huge]) }
        let recorder = Recorder()
        let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            return .acknowledge
        }
        try await running([service]) {
            _ = try await log.publish([fixture.event(2)])
            await recorder.wait(for: 1)
        }
        #expect(recorder.all.map(\.number) == [2])
    }

    @Test func aConsumerResumesWhereItWasAfterTheFileIsOpenedAgain() async throws {
        let fixture = try Fixture()
        let recorder = Recorder()
        for round in 0..<3 {
            let log = try await fixture.open()
            let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
                recorder.add(delivery)
                return .acknowledge
            }
            _ = try await log.publish([fixture.event(2 * round)])
            try await running([service]) {
                _ = try await log.publish([fixture.event(2 * round + 1)])
                await recorder.wait(for: 2 * round + 2)
            }
            try log.close()
        }
        #expect(recorder.all.map(\.number) == [0, 1, 2, 3, 4, 5])
        #expect(recorder.all.allSatisfy { $0.attempt == 1 })
    }

    @Test func whatACrashedHandlerHadIsDeliveredAgainWhenItsLeaseEnds() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        _ = try await log.publish([fixture.event(1)])
        // The first subscription is cancelled in the middle of its handler, as a process that dies.
        let crashed = Task {
            try await log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
                recorder.add(delivery)
                try? await Task.sleep(for: .seconds(3_600))
                return .retry(after: .seconds(3_600), reason: "cancelled")
            }.run()
        }
        await recorder.wait(for: 1)
        // Its own connection, so that nothing of the crashed one's can settle through this one.
        let survivor = try await fixture.open()
        crashed.cancel()
        let service = survivor.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            return .acknowledge
        }
        try await running([service]) { await recorder.wait(for: 2) }
        #expect(recorder.all.map(\.attempt) == [1, 2])
    }

    @Test func failuresAreTriedAgainWithBackoffAndEndAsDeadLetters() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        var options = Fixture.quick
        options.maximumAttempts = 3
        let service = log.subscription(durable: "one", topics: [">"], options: options) { delivery in
            recorder.add(delivery)
            return delivery.event.subject == "poison" ? .retry(after: nil, reason: "no good") : .acknowledge
        }
        try await running([service]) {
            _ = try await log.publish([fixture.event(1, of: "poison"), fixture.event(2, of: "good")])
            await recorder.wait(for: 4)
            try await expectEventually { try await log.deadLetters().count == 1 }
        }
        #expect(recorder.all.filter { $0.aggregate == "poison" }.map(\.attempt) == [1, 2, 3])
        #expect(recorder.all.filter { $0.aggregate == "good" }.map(\.attempt) == [1])
        let letter = try #require(try await log.deadLetters().first)
        #expect(letter.consumer == "one" && letter.attempts == 3 && letter.reason == "no good")
    }

    @Test func backoffGrowsAndItsLastStepStays() {
        let options = SubscriptionOptions()
        #expect(
            (1...8).map { options.backoff(afterAttempt: $0) }.map(\.components.seconds)
                == [1, 5, 30, 120, 600, 3_600, 3_600, 3_600]
        )
    }

    @Test func aRejectedEventIsADeadLetterAtOnceAndMayBeReplayed() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        let isMended = Mutex(false)
        let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            return isMended.withLock { $0 } ? .acknowledge : .reject(reason: "unknown version")
        }
        try await running([service]) {
            _ = try await log.publish([fixture.event(1)])
            try await expectEventually { try await log.deadLetters().count == 1 }
            let letter = try #require(try await log.deadLetters().first)
            #expect(letter.attempts == 1)
            isMended.withLock { $0 = true }
            #expect(try await log.replayDeadLetter(letter.id))
            await recorder.wait(for: 2)
            #expect(try await !log.replayDeadLetter(letter.id))
        }
        #expect(recorder.all.map(\.attempt) == [1, 1])
        #expect(try await log.deadLetters().isEmpty)
    }

    @Test func eventsOfOneAggregateStayInOrderThroughRetries() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            // Every third event fails twice.
            if delivery.event.number % 3 == 0, delivery.attempt < 3 { return .retry(after: nil, reason: "later") }
            recorder.add(delivery)
            return .acknowledge
        }
        let aggregates = ["a", "b", "c", "d"]
        try await running([service]) {
            for number in 0..<10 {
                _ = try await log.publish(aggregates.map { fixture.event(number, of: $0) })
            }
            await recorder.wait(for: 40)
        }
        for aggregate in aggregates {
            #expect(recorder.all.filter { $0.aggregate == aggregate }.map(\.number) == Array(0..<10))
        }
    }

    @Test func twoSubscriptionsOfOneNameShareTheWork() async throws {
        let fixture = try Fixture()
        let recorder = Recorder()
        // Long enough that no lease ends on a busy machine: then nothing may come twice.
        var options = Fixture.quick
        options.lease = .seconds(600)
        let logs = [try await fixture.open(), try await fixture.open()]
        let services = logs.map { [options] log in
            log.subscription(durable: "one", topics: [">"], options: options) { delivery in
                recorder.add(delivery)
                return .acknowledge
            }
        }
        try await running(services) {
            _ = try await logs[0].publish((0..<100).map { fixture.event($0, of: "\($0)") })
            await recorder.wait(for: 100)
        }
        #expect(recorder.all.map(\.number).sorted() == Array(0..<100))
    }

    @Test func aLongHandlerKeepsItsLease() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            // Three leases long.
            if delivery.event.number == 0 { try? await Task.sleep(for: .milliseconds(600)) }
            return .acknowledge
        }
        try await running([service]) {
            _ = try await log.publish([fixture.event(0, of: "slow")])
            await recorder.wait(for: 1)
            _ = try await log.publish([fixture.event(1, of: "quick")])
            await recorder.wait(for: 2)
        }
        #expect(recorder.all.map(\.number) == [0, 1])
        #expect(recorder.all.map(\.attempt) == [1, 1])
    }

    @Test func retentionTakesWhatAllHaveBehindThemAndNothingElse() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        let service = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            return delivery.event.number == 1 ? .reject(reason: "no") : .acknowledge
        }
        try await running([service]) {
            _ = try await log.publish((0..<3).map { fixture.event($0, of: "\($0)") })
            await recorder.wait(for: 3)
        }
        #expect(try await log.sweep() == 0)
        fixture.advance(by: .seconds(8 * 86_400))
        _ = try await log.publish([fixture.event(3, of: "3")])
        // 0 and 2 go, 1 lies in the dead letters, 3 is young.
        #expect(try await log.sweep() == 2)
        fixture.advance(by: .seconds(8 * 86_400))
        // 3 is old now, but the consumer has not had it.
        #expect(try await log.sweep() == 0)
        let again = log.subscription(durable: "one", topics: [">"], options: Fixture.quick) { delivery in
            recorder.add(delivery)
            return .acknowledge
        }
        try await running([again]) { await recorder.wait(for: 4) }
        #expect(try await log.sweep() == 1)
    }

    @Test func aQuietSubscriptionRests() async throws {
        let fixture = try Fixture()
        let log = try await fixture.open()
        let recorder = Recorder()
        var options = Fixture.quick
        options.pollInterval = .seconds(3_600)
        options.idlePollInterval = .seconds(3_600)
        let service = log.subscription(durable: "one", topics: [">"], options: options) { delivery in
            recorder.add(delivery)
            return .acknowledge
        }
        try await running([service]) {
            // That nothing happens can only be seen by giving it time; three leases are plenty to spin in.
            _ = try await log.publish([fixture.event(1)])
            await recorder.wait(for: 1)
            try await Task.sleep(for: .milliseconds(600))
            // Publishing wakes it, however long it would have rested.
            _ = try await log.publish([fixture.event(2)])
            await recorder.wait(for: 2)
        }
        let metrics = String(decoding: fixture.metrics.text(), as: UTF8.self)
        let pattern = /_seconds_count\{[^}]*"events\.look"\} (\d+)/
        let looks = try #require(metrics.firstMatch(of: pattern).flatMap { Int($0.output.1) })
        #expect(looks < 20)
    }
}
