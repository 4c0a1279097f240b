import TestSupport

@testable import Storage

/// A record log in a folder of its own, and what tests do with it from outside.
struct LogFile {
    static let magic = Array("MTTEST\u{0}\u{1}".utf8)

    let folder: TemporaryDirectory
    let path: String

    init() throws {
        folder = try TemporaryDirectory()
        path = folder.path("records.log")
    }

    /// Creates the log with these records and returns their offsets.
    @discardableResult
    func create(_ records: [[UInt8]]) throws -> [Int] {
        var log = try RecordLog.open(path, magic: Self.magic) { _, _ in }
        return try log.append(contentsOf: records)
    }

    /// What the log holds when it is opened, and what opening found.
    func reopen(
        maxRecordBytes: Int = RecordLog.defaultMaxRecordBytes
    ) throws(RecordLogError) -> (records: [[UInt8]], recovered: RecordLog.Recovery) {
        var records: [[UInt8]] = []
        let log = try RecordLog.open(path, magic: Self.magic, maxRecordBytes: maxRecordBytes) { record, _ in
            records.append(record)
        }
        return (records, log.recovered)
    }

    var bytes: [UInt8] {
        get throws { try TestFiles.read(path) }
    }

    func replace(with bytes: [UInt8]) throws {
        try TestFiles.write(bytes, to: path)
    }
}
