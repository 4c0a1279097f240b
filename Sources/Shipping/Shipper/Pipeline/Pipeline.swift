internal import Bytes
internal import EventPipeline
internal import Logging
internal import Synchronization
internal import Telemetry

/// What stands between inputs and outputs: labels, filters and routes.
final class Pipeline: Sendable {
    enum Filter: Sendable {
        case transform(RecordTransformer)
        /// Events pass and are printed.
        case print(EventFormatter)
    }

    /// What a `<match>` does with events.
    enum Target: Sendable {
        case outputs([OutputRunner])
        /// `@type null`.
        case nothing
    }

    struct Agent: Sendable {
        var router: TagRouter
        var filters: [Filter]
        var targets: [Target]
    }

    private let root: Agent
    private let labels: [String: Agent]
    let outputs: [OutputRunner]
    private let unmatchedEvents: Counter
    private let discardedEvents: Counter
    private let logger: Logger
    private let unmatched = Mutex(0)

    init(root: Agent, labels: [String: Agent], outputs: [OutputRunner], metrics: ShipperMetrics, logger: Logger) {
        self.root = root
        self.labels = labels
        self.outputs = outputs
        unmatchedEvents = metrics.unmatched
        discardedEvents = metrics.discarded
        self.logger = logger
    }

    /// Puts the events of a batch into the buffers of the outputs that they go to. Blocks on the disk.
    ///
    /// When one of several buffers refuses, the others have the events already: given again, they leave out what they
    /// have of the same source.
    func emit(
        _ batch: EventBatch,
        tag: String,
        source: BatchSource?,
        label: String?,
        now: Timestamp
    ) throws(BufferError) {
        let agent = label.flatMap { labels[$0] } ?? root
        let route = agent.router.route(tag)
        var batch = batch
        for index in route.filters where !batch.isEmpty {
            switch agent.filters[index] {
            case .transform(let transformer): batch = transformer.apply(batch, tag: tag)
            case .print(let formatter): Self.print(batch, tag, formatter)
            }
        }
        guard let output = route.output else { return reportUnmatched(batch.count, tag) }
        switch agent.targets[output] {
        case .nothing: discardedEvents.increment(by: batch.count)
        case .outputs(let runners):
            for runner in runners {
                let added = try runner.buffer.append(batch, tag: tag, source: source, now: now)
                runner.instruments.emitted(events: added)
            }
        }
    }

    /// Makes what was emitted survive, and wakes the outputs.
    func commit(now: Timestamp) throws(BufferError) {
        for output in outputs { try output.buffer.commit(now: now) }
        for output in outputs { output.wake() }
    }

    /// Where the first event of a stream begins that no buffer on disk and no destination has.
    func floor(of stream: UInt64) -> Int? {
        outputs.compactMap { $0.buffer.floor(of: stream) }.min()
    }

    private static func print(_ batch: EventBatch, _ tag: String, _ formatter: EventFormatter) {
        var bytes: [UInt8] = []
        for index in batch.entries.indices { formatter.append(batch, index, tag: tag, to: &bytes) }
        StandardOutput.write(bytes)
    }

    /// Warns at the first, the second, the fourth … and then each 512th time, as Fluentd does.
    private func reportUnmatched(_ count: Int, _ tag: String) {
        unmatchedEvents.increment(by: count)
        let total = unmatched.withLock { total in
            total += 1
            return total
        }
        guard total < 512 ? total & (total - 1) == 0 : total % 512 == 0 else { return }
        logger.warning("no patterns matched", metadata: ["labels.tag": "\(tag)", "event.sequence": "\(total)"])
    }
}
