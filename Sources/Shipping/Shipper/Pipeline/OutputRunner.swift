internal import Bytes
internal import EventPipeline
internal import Logging
internal import Synchronization
internal import Telemetry

/// One output with its buffer: takes chunks that are due, has them delivered, and deals with failure.
final class OutputRunner: Sendable {
    let id: String
    let type: String
    let buffer: EventBuffer
    let instruments: OutputInstruments
    private let output: any Output
    private let deadLetters: DeadLetterSink
    private let signals: [Signal]
    private let logger: Logger
    private let slowThreshold: Duration

    private struct State {
        var isStopping = false
        /// The destination is left alone until then.
        var pausedUntil: Timestamp?
        var failures = 0
        var lastFailure: String?
    }

    private let state = Mutex(State())

    init(
        id: String,
        type: String,
        output: any Output,
        buffer: EventBuffer,
        workers: Int,
        slowThreshold: Duration,
        deadLetters: DeadLetterSink,
        instruments: OutputInstruments,
        logger: Logger
    ) {
        self.id = id
        self.type = type
        self.output = output
        self.buffer = buffer
        self.slowThreshold = slowThreshold
        self.deadLetters = deadLetters
        self.instruments = instruments
        signals = (0..<workers).map { _ in Signal() }
        var logger = logger
        logger[metadataKey: "labels.plugin_id"] = "\(id)"
        self.logger = logger
    }

    /// Why nothing is delivered at present; nil while all is well.
    var trouble: String? { state.withLock { $0.lastFailure } }
    var consecutiveFailures: Int { state.withLock { $0.failures } }
    var retryWait: Duration {
        let until = state.withLock { $0.pausedUntil }
        return until.map { max(.zero, $0 - Timestamp.now()) } ?? .zero
    }

    func wake() { for signal in signals { signal.raise() } }

    /// Delivers until `stop`, then what a shutdown flushes.
    func run() async {
        await withDiscardingTaskGroup { group in
            for signal in signals { group.addTask { await self.work(signal) } }
        }
    }

    /// Lets the workers end: at once, or when the buffer is empty where it is flushed at shutdown.
    func stop() {
        if flushesAtShutdown { buffer.enqueueAll() }
        state.withLock { $0.isStopping = true }
        wake()
    }

    private var flushesAtShutdown: Bool { buffer.configuration.flushesAtShutdown ?? !buffer.isDurable }

    private func work(_ signal: Signal) async {
        while !Task.isCancelled {
            let now = Timestamp.now()
            let (isStopping, pausedUntil) = state.withLock { ($0.isStopping, $0.pausedUntil) }
            if isStopping, !flushesAtShutdown { return }
            if let pausedUntil, pausedUntil > now {
                await signal.wait(atMost: pausedUntil - now)
                continue
            }
            if let chunk = buffer.take(now: now) {
                await deliver(chunk)
                continue
            }
            let due = buffer.nextDue(now: now)
            if isStopping, due == nil { return }
            await signal.wait(atMost: due.map { max(.milliseconds(1), $0 - now) } ?? .seconds(60))
        }
    }

    private func deliver(_ chunk: ChunkHandle) async {
        let progress = DeliveryProgress(done: chunk.done, deadLetters: deadLetters)
        let start = ContinuousClock.now
        var failure: DeliveryError?
        do {
            try await output.deliver(chunk, ChunkReader(buffer: buffer, chunk: chunk.id), progress)
        } catch {
            failure = error
        }
        let duration = ContinuousClock.now - start
        instruments.attempted(in: duration, failed: failure != nil)
        instruments.events.increment(by: progress.delivered)
        if duration > slowThreshold {
            logger.warning(
                "buffer flush took longer time than slow_flush_log_threshold",
                metadata: ["event.duration": "\(duration)"]
            )
        }
        if let failure {
            await handle(failure, chunk, progress)
        } else {
            recovered()
            await forget(chunk.id)
        }
    }

    private func recovered() {
        let failed = state.withLock { state in
            defer { (state.pausedUntil, state.failures, state.lastFailure) = (nil, 0, nil) }
            return state.failures
        }
        if failed > 0 { logger.notice("retry succeeded", metadata: ["event.sequence": "\(failed)"]) }
    }

    private func forget(_ chunk: ChunkID) async {
        do {
            let buffer = buffer
            try await BlockingWork.run { try buffer.delivered(chunk) }
        } catch {
            logger.error("a delivered chunk cannot be forgotten", metadata: ["error.message": "\(error)"])
        }
    }

    private func handle(_ failure: DeliveryError, _ chunk: ChunkHandle, _ progress: DeliveryProgress) async {
        if Task.isCancelled { return buffer.release(chunk.id, done: progress.done) }
        let now = Timestamp.now()
        guard let next = buffer.retry(chunk.id, done: progress.done, now: now) else {
            return await giveUp(failure, chunk, progress)
        }
        instruments.retries.increment()
        let count = state.withLock { state in
            state.failures += 1
            state.lastFailure = failure.reason
            if failure.isDestinationDown { state.pausedUntil = next }
            return state.failures
        }
        // The first, second, fourth … failure: a destination that is away must not fill the log.
        if count & (count - 1) == 0 {
            logger.warning(
                "failed to flush the buffer",
                metadata: [
                    "error.message": "\(failure.reason)", "labels.retry_times": "\(chunk.failures + 1)",
                    "labels.next_retry": "\(next.rfc3339())", "labels.chunk": "\(chunk.id)",
                ]
            )
        }
    }

    /// Puts what is left of a chunk into the dead-letter file.
    private func giveUp(_ failure: DeliveryError, _ chunk: ChunkHandle, _ progress: DeliveryProgress) async {
        logger.error(
            "hit limit for retries, the chunk goes to the dead-letter file",
            metadata: ["error.message": "\(failure.reason)", "labels.chunk": "\(chunk.id)"]
        )
        do {
            let reason = "retries exhausted: \(failure.reason)"
            try await ChunkReader(buffer: buffer, chunk: chunk.id).forEach { (parts) async throws(DeliveryError) in
                for part in parts {
                    var letters: [(ordinal: Int, letter: DeadLetterFile.Letter)] = []
                    for index in part.batch.entries.indices where !progress.done.contains(part.first + index) {
                        letters.append((part.first + index, part.letter(index, reason)))
                    }
                    try await progress.reject(letters)
                }
            }
            await forget(chunk.id)
        } catch {
            logger.error("the chunk stays in the buffer", metadata: ["error.message": "\(error.reason)"])
            buffer.release(chunk.id, done: progress.done)
            state.withLock { $0.pausedUntil = Timestamp.now() + .seconds(1) }
        }
    }
}

extension ChunkEvents {
    /// The event at `index` as a dead letter.
    func letter(_ index: Int, _ reason: String) -> DeadLetterFile.Letter {
        var json: [UInt8] = []
        RecordText.appendJSON(batch.bytes, in: batch.record(index), to: &json)
        return DeadLetterFile.Letter(time: batch.entries[index].time, tag: tag, reason: reason, record: json)
    }
}
