internal import Bytes
internal import SQLDatabase
internal import ServiceLifecycle
internal import Synchronization

/// Runs a consumer's handler over what the log has for it. On graceful shutdown it takes nothing new, lets running
/// handlers end and settles them.
final class LogSubscription: Service {
    private struct State {
        var running: Set<Int64> = []
        var finished: [LogConsumer.Settlement] = []
        var stopping = false
    }

    private let consumer: LogConsumer
    private let handler: @Sendable (Delivery) async -> DeliveryOutcome
    private let signal = WakeSignal()
    private let state = Mutex(State())

    init(consumer: LogConsumer, handler: @escaping @Sendable (Delivery) async -> DeliveryOutcome) {
        self.consumer = consumer
        self.handler = handler
    }

    func run() async throws {
        consumer.log.hub.add(signal)
        defer { consumer.log.hub.remove(signal) }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                await self.loop { delivery in
                    group.addTask { await self.handle(delivery) }
                }
            }
        } onGracefulShutdown: {
            self.state.withLock { $0.stopping = true }
            self.signal.raise()
        }
    }

    private func loop(start: (Delivery) -> Void) async {
        var registered = false
        var pause = consumer.options.pollInterval
        var failures = 0
        var nextDue: Timestamp?
        var renewAt = ContinuousClock.now + consumer.options.lease / 2
        while !Task.isCancelled {
            let generation = signal.generation
            let (finished, running, stopping) = state.withLock { state in
                defer { state.finished.removeAll() }
                return (state.finished, state.running, state.stopping)
            }
            if stopping, finished.isEmpty, running.isEmpty { return }
            do {
                if !registered {
                    try await consumer.register()
                    registered = true
                }
                let started = ContinuousClock.now
                let renews = started >= renewAt && !running.isEmpty
                let room = stopping ? 0 : consumer.options.maximumInFlight - running.count
                var worked = false
                var hasWork = !finished.isEmpty || renews
                if !hasWork, room > 0 { (hasWork, nextDue) = try await consumer.look() }
                if hasWork {
                    let batch = try await consumer.exchange(
                        settling: finished,
                        running: running,
                        renews: renews,
                        limit: room
                    )
                    if renews { renewAt = started + consumer.options.lease / 2 }
                    nextDue = batch.nextDue
                    consumer.log.measures.deadLettered(batch.deadLettered)
                    begin(batch.deliveries, start: start)
                    worked = !batch.deliveries.isEmpty || !finished.isEmpty || batch.deadLettered > 0
                }
                failures = 0
                if worked {
                    pause = consumer.options.pollInterval
                    continue
                }
                pause = min(pause * 2, consumer.options.idlePollInterval)
                let isRunning = state.withLock { !$0.running.isEmpty }
                let limit = wait(until: room > 0 ? nextDue : nil, renewAt: isRunning ? renewAt : nil)
                await signal.wait(after: generation, atMost: min(pause, limit))
            } catch {
                // The log is busy, full or gone for a while. What was finished is settled with the next try; until
                // then its lease protects it, and after that its inbox does.
                state.withLock { $0.finished.append(contentsOf: finished) }
                // Retention may have taken a consumer that slept for a month: it enters itself anew.
                registered = false
                consumer.log.measures.failed()
                if Task.isCancelled || stopping { return }
                failures += 1
                await signal.wait(after: signal.generation, atMost: .milliseconds(50 << min(failures, 7)))
            }
        }
    }

    private func begin(_ deliveries: [Delivery], start: (Delivery) -> Void) {
        for delivery in deliveries {
            state.withLock { _ = $0.running.insert(delivery.sequence) }
            start(delivery)
        }
    }

    private func handle(_ delivery: Delivery) async {
        let started = ContinuousClock.now
        let outcome = await handler(delivery)
        consumer.log.measures.processed(delivery, outcome, in: ContinuousClock.now - started)
        state.withLock { state in
            state.running.remove(delivery.sequence)
            state.finished.append(
                .init(sequence: delivery.sequence, attempt: delivery.attempt, outcome: outcome)
            )
        }
        signal.raise()
    }

    /// How long nothing is to be done: until something is due, or running leases want to be renewed.
    private func wait(until due: Timestamp?, renewAt: ContinuousClock.Instant?) -> Duration {
        let renewal = renewAt.map { $0 - ContinuousClock.now } ?? consumer.options.idlePollInterval
        let remaining = due.map { $0 - consumer.log.clock.now() } ?? consumer.options.idlePollInterval
        return max(min(renewal, remaining), .milliseconds(1))
    }
}
