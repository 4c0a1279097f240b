import Bytes
import Storage

/// Reads one segment and hands out what stands in it.
struct SegmentReplay {
    let sequence: UInt64
    let path: String
    private(set) var header: LogRecord.Header?
    /// The store's numbers of the series, by their numbers within the segment.
    private(set) var series: [UInt32] = []
    private var newest: Int64?
    private var bytes = 0

    private let options: StoreOptions

    init(sequence: UInt64, directory: String, _ options: StoreOptions) {
        self.sequence = sequence
        self.options = options
        path = directory + "/" + StoreFiles.segmentName(sequence)
    }

    mutating func run(
        _ recovery: inout StoreRecovery,
        resolve: (Labels) -> UInt32,
        insert: (_ series: UInt32, _ timestamp: Int64, _ value: Double) -> Void
    ) throws(StoreOpenError) -> RecordLog {
        do throws(RecordLogError) {
            var replay = self
            let log = try RecordLog.open(path, magic: StoreFiles.magic, faults: options.faults) {
                (record, offset) throws(CorruptionError) in
                do throws(LogRecordError) {
                    let decoded = try LogRecord.decode(record, definedSeries: replay.series.count)
                    try replay.take(decoded, resolve: resolve, insert: insert)
                } catch {
                    throw CorruptionError(path: replay.path, offset: offset, reason: error.reason)
                }
            }
            self = replay
            bytes = log.size
            recovery.records += log.recovered.records
            recovery.droppedBytes += log.recovered.droppedBytes
            return log
        } catch {
            throw .log(error)
        }
    }

    private mutating func take(
        _ record: LogRecord,
        resolve: (Labels) -> UInt32,
        insert: (_ series: UInt32, _ timestamp: Int64, _ value: Double) -> Void
    ) throws(LogRecordError) {
        switch record {
        case .header(let found):
            guard header == nil else { throw LogRecordError(reason: "a second segment header") }
            guard found.sequence == sequence else {
                throw LogRecordError(reason: "the header of segment \(found.sequence)")
            }
            header = found
        case .batch(let batch):
            guard header != nil else { throw LogRecordError(reason: "a batch before the segment header") }
            for labels in batch.definitions { series.append(resolve(labels)) }
            for group in batch.groups {
                for (local, value) in zip(group.series, group.values) {
                    insert(series[Int(local)], group.timestamp, value)
                }
                newest = max(newest ?? group.timestamp, group.timestamp)
            }
        }
    }

    func segment(or now: Int64) -> SegmentedLog.Segment {
        .init(sequence: sequence, path: path, created: header?.created ?? now, bytes: bytes, newest: newest)
    }
}
