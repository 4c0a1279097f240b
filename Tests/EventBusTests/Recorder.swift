import EventBus
import Synchronization
import Testing

/// What a handler got, for a test to wait on.
final class Recorder: Sendable {
    struct Entry: Sendable, Equatable {
        let aggregate: String
        let number: Int
        let attempt: Int
    }

    private let entries = Mutex<[Entry]>([])
    private let signal = WakeSignal()

    var all: [Entry] { entries.withLock { $0 } }

    func add(_ delivery: Delivery) {
        entries.withLock {
            $0.append(
                Entry(
                    aggregate: delivery.event.subject,
                    number: delivery.event.number,
                    attempt: delivery.attempt
                )
            )
        }
        signal.raise()
    }

    /// Returns as soon as there are `count` entries. A minute without them is the test's failure, seen in its
    /// expectations.
    func wait(for count: Int) async {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let generation = signal.generation
            if all.count >= count { return }
            await signal.wait(after: generation, atMost: end - ContinuousClock.now)
        }
    }
}

/// Waits for something that no signal tells. A minute without it is a failure.
func expectEventually(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("It did not come to that within a minute", sourceLocation: sourceLocation)
}
