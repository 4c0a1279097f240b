import Bytes
import Glibc
import Storage

/// The log on disk: closed segments, and the one that is written to. `docs/format/metrics-log.md` is its format.
struct SegmentedLog: ~Copyable {
    struct Segment {
        var sequence: UInt64
        var path: String
        /// Milliseconds since 1970 UTC.
        var created: Int64
        var bytes = 0
        /// The newest sample in it; nil while it has none.
        var newest: Int64?
    }

    let directory: String
    private let options: StoreOptions
    private(set) var closed: [Segment]
    private(set) var current: Segment
    private var active: RecordLog
    /// For each series of the store its number within the current segment.
    private var localNumbers: [UInt32]
    private var localCount: UInt32
    private var hasUnsynchronized = false
    /// Of an fsync, after which the kernel may have dropped what was written.
    private var failure: StorageError?
    let recovery: StoreRecovery

    private static let undefined = UInt32.max

    var byteCount: Int { closed.reduce(current.bytes) { $0 + $1.bytes } }
    var segmentCount: Int { closed.count + 1 }

    private init(
        directory: String,
        options: StoreOptions,
        closed: [Segment],
        last: SegmentReplay,
        active: consuming RecordLog,
        recovery: StoreRecovery
    ) {
        self.directory = directory
        self.options = options
        self.closed = closed
        current = last.segment(or: options.clock())
        current.bytes = active.size
        self.active = active
        localNumbers = []
        localCount = UInt32(last.series.count)
        self.recovery = recovery
        hasUnsynchronized = last.header == nil
        for (local, series) in last.series.enumerated() {
            define(series, as: UInt32(local))
        }
    }

    /// Reads what is there, in the order in which it was written, and makes the last segment ready to be written to.
    ///
    /// - Parameters:
    ///   - resolve: the store's number for a series.
    ///   - insert: takes one sample.
    static func open(
        directory: String,
        options: StoreOptions,
        resolve: (Labels) -> UInt32,
        insert: (_ series: UInt32, _ timestamp: Int64, _ value: Double) -> Void
    ) throws(StoreOpenError) -> SegmentedLog {
        let sequences = try sequences(in: directory)
        var recovery = StoreRecovery()
        var closed: [Segment] = []
        for sequence in sequences.dropLast() {
            var replay = SegmentReplay(sequence: sequence, directory: directory, options)
            _ = try replay.run(&recovery, resolve: resolve, insert: insert)
            closed.append(replay.segment(or: options.clock()))
        }
        var last = SegmentReplay(sequence: sequences.last ?? 1, directory: directory, options)
        var active = try last.run(&recovery, resolve: resolve, insert: insert)
        if last.header == nil {
            do throws(StorageError) {
                try writeHeader(last.segment(or: options.clock()), &active)
            } catch {
                throw .log(.environment(error))
            }
        }
        return SegmentedLog(
            directory: directory,
            options: options,
            closed: closed,
            last: last,
            active: active,
            recovery: recovery
        )
    }

    private static func sequences(in directory: String) throws(StoreOpenError) -> [UInt64] {
        do throws(StorageError) {
            try FileSystem.createDirectory(directory)
            return try FileSystem.contents(of: directory).compactMap(StoreFiles.segmentSequence).sorted()
        } catch {
            throw .storage(error)
        }
    }

    // MARK: Writing

    /// Begins a new segment when the current one is large or old enough, so that retention can remove it one day.
    mutating func rotateIfDue() throws(StorageError) {
        let isOld = options.clock() - current.created >= options.segmentDuration
        guard current.newest != nil, current.bytes >= options.segmentSize || isOld else { return }
        try rotate()
    }

    private mutating func rotate() throws(StorageError) {
        try synchronize()
        let sequence = current.sequence + 1
        let next = Segment(
            sequence: sequence,
            path: directory + "/" + StoreFiles.segmentName(sequence),
            created: options.clock()
        )
        var log = try SegmentedLog.create(next.path, options)
        do throws(StorageError) {
            try SegmentedLog.writeHeader(next, &log)
        } catch {
            // The current segment goes on being written to; the new one is tried again at the next append.
            try? FileSystem.remove(next.path)
            throw error
        }
        closed.append(current)
        current = next
        current.bytes = log.size
        active = log
        localNumbers = []
        localCount = 0
        hasUnsynchronized = true
    }

    private static func create(_ path: String, _ options: StoreOptions) throws(StorageError) -> RecordLog {
        do throws(RecordLogError) {
            return try RecordLog.open(path, magic: StoreFiles.magic, faults: options.faults) { _, _ in }
        } catch {
            if case .environment(let error) = error { throw error }
            invariant(false, "a new segment was refused: \(error)")
        }
        throw StorageError(operation: "create", path: path, code: EIO)
    }

    private static func writeHeader(_ segment: Segment, _ log: inout RecordLog) throws(StorageError) {
        let header = LogRecord.Header(sequence: segment.sequence, created: segment.created)
        try log.append(LogRecord.encode(header))
    }

    /// Writes one batch as one record. When this returns, the batch survives the end of the process; when it throws,
    /// the log is as it was before.
    ///
    /// - Parameter labels: the labels of a series, asked for those that the segment does not define yet.
    mutating func append(_ groups: [SampleGroup], labels: (UInt32) -> Labels) throws(StorageError) {
        if let failure { throw failure }
        var batch = LogRecord.Batch(definitions: [], groups: [])
        var defined: [UInt32] = []
        var newest = Int64.min
        for group in groups {
            var local = LogRecord.Group(timestamp: group.timestamp, series: [], values: group.values)
            local.series.reserveCapacity(group.series.count)
            for reference in group.series {
                let series = reference.number
                if Int(series) >= localNumbers.count || localNumbers[Int(series)] == SegmentedLog.undefined {
                    define(series, as: localCount + UInt32(defined.count))
                    defined.append(series)
                    batch.definitions.append(labels(series))
                }
                local.series.append(localNumbers[Int(series)])
            }
            newest = max(newest, group.timestamp)
            batch.groups.append(local)
        }
        do throws(StorageError) {
            try active.append(LogRecord.encode(batch))
        } catch {
            for series in defined { localNumbers[Int(series)] = SegmentedLog.undefined }
            throw error
        }
        localCount += UInt32(defined.count)
        current.bytes = active.size
        current.newest = max(current.newest ?? newest, newest)
        hasUnsynchronized = true
        if options.synchronization == .always { try synchronize() }
    }

    private mutating func define(_ series: UInt32, as local: UInt32) {
        if Int(series) >= localNumbers.count {
            let missing = Int(series) + 1 - localNumbers.count
            localNumbers.append(contentsOf: repeatElement(SegmentedLog.undefined, count: missing))
        }
        localNumbers[Int(series)] = local
    }

    /// Brings what was appended to the disk itself, where it survives the loss of power. A failure is final.
    mutating func synchronize() throws(StorageError) {
        guard hasUnsynchronized else { return }
        do throws(StorageError) {
            try active.synchronize()
        } catch {
            failure = error
            throw error
        }
        hasUnsynchronized = false
    }

    /// The file to synchronise where the caller can wait for it without holding up appends; nil where there is nothing
    /// to do. A failure has to be told to ``fail(_:)``.
    mutating func fileToSynchronize() throws(StorageError) -> File? {
        guard hasUnsynchronized else { return nil }
        let file = try active.duplicateFile()
        hasUnsynchronized = false
        return file
    }

    /// Takes no more appends: what is on the disk is unknown until it is read again.
    mutating func fail(_ error: StorageError) {
        failure = error
    }

    // MARK: Retention

    /// Removes the closed segments whose newest sample is before `cutoff`, and says how many those were.
    mutating func removeSegments(before cutoff: Int64) throws(StorageError) -> Int {
        var removed = 0
        var kept: [Segment] = []
        for (place, segment) in closed.enumerated() {
            guard (segment.newest ?? .min) < cutoff else {
                kept.append(segment)
                continue
            }
            do throws(StorageError) {
                try FileSystem.remove(segment.path)
                removed += 1
            } catch {
                closed = kept + closed[place...]
                throw error
            }
        }
        closed = kept
        if removed > 0 { try FileSystem.synchronizeDirectory(directory) }
        return removed
    }
}
