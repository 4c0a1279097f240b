internal import Bytes
internal import EventPipeline
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Follows files: runs the passes of a `TailReader` on a thread that may block.
final class TailInput: Service {
    let id: String
    private let reader: Mutex<TailReader>
    private let pipeline: Pipeline
    private let label: String?
    private let instruments: InputInstruments
    private let logger: Logger

    /// The shortest and the longest wait between two looks at the files.
    private static let shortestWait = Duration.milliseconds(20)
    private static let longestWait = Duration.milliseconds(200)
    /// After the program was told to stop: how long what has been written by then is still read.
    private static let lastReading = Duration.seconds(2)

    init(
        _ configuration: TailConfiguration,
        pipeline: Pipeline,
        label: String?,
        instruments: InputInstruments,
        logger: Logger
    ) throws(BufferError) {
        id = configuration.id
        self.pipeline = pipeline
        self.label = label
        self.instruments = instruments
        var logger = logger
        logger[metadataKey: "labels.plugin_id"] = "\(configuration.id)"
        self.logger = logger
        reader = Mutex(try TailReader(configuration) { pipeline.floor(of: $0) })
    }

    /// The streams whose positions buffers must keep.
    var streams: Set<UInt64> { reader.withLock { $0.streams } }

    var files: [TailReader.FileState] { reader.withLock { $0.states } }

    func run() async throws {
        var wait = Self.shortestWait
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let report = try await BlockingWork.run { self.pass() }
            note(report)
            let isBusy = report.bytes > 0 && report.refusal == nil
            wait = isBusy ? Self.shortestWait : min(wait * 2, Self.longestWait)
            // More may be there at once after a pass that read something: the wait is for idle files and full buffers.
            if isBusy { continue }
            let pause = wait
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
        let deadline = ContinuousClock.now + Self.lastReading
        while ContinuousClock.now < deadline, !Task.isCancelled {
            let report = try await BlockingWork.run { self.pass() }
            note(report)
            if report.bytes == 0 || report.refusal != nil { break }
        }
    }

    /// Writes the positions, once the outputs have delivered what they will.
    func finish() {
        note(reader.withLock { $0.finish(now: Timestamp.now()) })
    }

    private func pass() -> TailReader.Report {
        let now = Timestamp.now()
        return reader.withLock { reader in
            reader.pass(
                now: now,
                emit: { (batch, tag, source) throws(BufferError) in
                    try self.pipeline.emit(batch, tag: tag, source: source, label: self.label, now: now)
                },
                commit: { () throws(BufferError) in try self.pipeline.commit(now: now) }
            )
        }
    }

    private func note(_ report: TailReader.Report) {
        instruments.events.increment(by: report.lines)
        instruments.bytes.increment(by: report.bytes)
        instruments.unparsed.increment(by: report.unmatched)
        instruments.tooLong.increment(by: report.tooLong)
        instruments.rotations.increment(by: report.rotated)
        instruments.truncations.increment(by: report.truncated)
        if !report.forgotten.isEmpty {
            for output in pipeline.outputs { output.buffer.forget(report.forgotten) }
        }
        for note in report.notes { logger.info("\(note)") }
        guard let refusal = report.refusal else { return }
        instruments.refusals.increment()
        let count = Int(instruments.refusals.value)
        if count & (count - 1) == 0 {
            logger.warning("the input waits", metadata: ["error.message": "\(refusal)"])
        }
    }
}
