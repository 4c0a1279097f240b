import Bytes
public import Storage
import Synchronization

/// Time series on disk and in memory.
///
/// An append is in the log before it is in memory, and in memory when the call returns: what was acknowledged survives
/// the end of the process. Appends go one after another; queries see whole appends only, and do not wait for the disk.
public final class TimeSeriesStore: Sendable {
    /// Taken for the whole of an append, and always before `head`.
    let log: Mutex<SegmentedLog>
    let head: Mutex<Head>
    private let lock: LockFile
    private let recovery: StoreRecovery
    /// Of the log after the last change, for those who must not wait for the disk.
    private let logSize: Mutex<(bytes: Int, segments: Int)>
    public let directory: String

    /// Opens the store in a directory, which is made if it is not there, and reads all of its log.
    public init(directory: String, options: StoreOptions) throws(StoreOpenError) {
        self.directory = directory
        do throws(StorageError) {
            try FileSystem.createDirectory(directory)
        } catch {
            throw .storage(error)
        }
        do throws(LockError) {
            lock = try LockFile.acquire(directory + "/" + StoreFiles.lock)
        } catch {
            throw .locked(error)
        }
        var head = Head()
        // Both closures work on the head, one after the other.
        let box = HeadBox(head)
        let log = try SegmentedLog.open(
            directory: directory + "/" + StoreFiles.logDirectory,
            options: options,
            resolve: { box.head.resolve($0) },
            insert: { series, timestamp, value in _ = box.head.insert(series, timestamp, value) }
        )
        head = box.head
        // What was read is not what was appended since the start.
        head.count { $0 = StoreCounters() }
        recovery = log.recovery
        logSize = Mutex((log.byteCount, log.segmentCount))
        self.log = Mutex(log)
        self.head = Mutex(head)
    }

    private final class HeadBox {
        var head: Head

        init(_ head: Head) {
            self.head = head
        }
    }

    // MARK: Appending

    /// The references of series by their labels. Series that are not there are made; they show in queries once they
    /// have a sample.
    public func resolve(_ labels: [Labels]) -> [SeriesReference] {
        head.withLock { head in
            labels.map { SeriesReference(number: head.resolve($0)) }
        }
    }

    /// Appends all groups as one: after a crash all of them are there or none.
    ///
    /// A sample whose time the series already has is ignored if its bits are the same, and refused if not. Samples may
    /// be of any age that retention keeps. When this returns, what it has stored survives the end of the process.
    public func append(_ groups: [SampleGroup]) throws(AppendError) -> AppendOutcome {
        try log.withLock { log throws(AppendError) in
            var plan = try head.withLock { head throws(AppendError) in
                try AppendPlan(groups, head)
            }
            if !plan.accepted.isEmpty {
                do throws(StorageError) {
                    try log.rotateIfDue()
                    try log.append(plan.accepted) { series in head.withLock { $0.series[Int(series)].labels } }
                    note(log)
                } catch {
                    head.withLock { head in head.count { $0.appendsFailed += 1 } }
                    throw .storage(error)
                }
            }
            head.withLock { head in plan.insert(into: &head) }
            return plan.outcome
        }
    }

    /// Brings everything appended so far to the disk itself, where it survives the loss of power.
    public func synchronize() throws(StorageError) {
        let file = try log.withLock { log throws(StorageError) in try log.fileToSynchronize() }
        guard let file else { return }
        do throws(StorageError) {
            try file.synchronizeData()
        } catch {
            log.withLock { $0.fail(error) }
            throw error
        }
    }

    // MARK: Retention

    /// Removes samples before `cutoff`, in milliseconds since 1970: at once from what queries see, and from the disk
    /// with the segments of the log that hold nothing newer. Appends before `cutoff` are refused from then on.
    public func removeSamples(before cutoff: Int64) throws(StorageError) -> (samples: Int, series: Int, segments: Int) {
        try log.withLock { log throws(StorageError) in
            let removed = head.withLock { $0.removeSamples(before: cutoff) }
            try log.rotateIfDue()
            let segments = try log.removeSegments(before: cutoff)
            note(log)
            head.withLock { head in head.count { $0.segmentsRemoved += segments } }
            return (removed.samples, removed.series, segments)
        }
    }

    // MARK: Statistics

    private func note(_ log: borrowing SegmentedLog) {
        let size = (log.byteCount, log.segmentCount)
        logSize.withLock { $0 = size }
    }

    /// Does not wait for the disk. Linear in the number of series.
    public var statistics: StoreStatistics {
        let size = logSize.withLock { $0 }
        return head.withLock { head in
            StoreStatistics(
                counters: head.counters,
                recovery: recovery,
                series: head.liveSeriesCount,
                labelPairs: head.index.pairCount,
                samples: head.sampleCount,
                chunks: head.series.reduce(0) { $0 + $1.samples.chunks.count },
                oldest: head.minimumTimestamp,
                newest: head.maximumTimestamp,
                logBytes: size.bytes,
                logSegments: size.segments
            )
        }
    }

    /// - Parameter limit: how many entries of each kind.
    public func cardinality(limit: Int) -> StoreCardinality {
        func largest(_ entries: [StoreCardinality.Entry]) -> [StoreCardinality.Entry] {
            Array(entries.sorted { ($1.value, $0.name) < ($0.value, $1.name) }.prefix(limit))
        }
        let index = head.withLock { $0.index }
        return StoreCardinality(
            seriesByMetricName: largest(
                index.seriesCounts(of: Label.metricName).map { .init(name: $0.value, value: $0.series) }
            ),
            valuesByLabelName: largest(index.cardinalities.map { .init(name: $0.name, value: $0.values) }),
            bytesByLabelName: largest(index.cardinalities.map { .init(name: $0.name, value: $0.bytes) }),
            seriesByLabelPair: largest(index.pairCounts.map { .init(name: "\($0.name)=\($0.value)", value: $0.series) })
        )
    }
}
