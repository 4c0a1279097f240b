internal import Bytes
internal import Glibc

/// An append-only file of checksummed records: docs/format/record-log.md.
///
/// An appended record survives the death of the process once `append` has returned, and the death of the machine once
/// `synchronize` has. One owner at a time: take a `LockFile` for the directory.
///
/// All calls block.
public struct RecordLog: ~Copyable, Sendable {
    /// What opening found.
    public struct Recovery: Sendable, Hashable {
        /// Records that were read, in order.
        public var records = 0
        /// Bytes of a torn tail that were cut off; 0 after an orderly end.
        public var droppedBytes = 0
        /// What was wrong with the tail that was cut off.
        public var reason: String?
    }

    /// The longest payload unless the owner says otherwise.
    public static let defaultMaxRecordBytes = 64 << 20

    private let file: File
    private let header: RecordLogHeader
    /// The longest payload that is written or read, in bytes.
    public let maxRecordBytes: Int
    /// Where the next record will stand; the size of the file in bytes.
    public private(set) var size: Int
    /// What opening found.
    public let recovered: Recovery
    /// A write has failed and the file may be longer than `size`.
    private var needsCut = false
    /// A failed fsync: what is on the device is unknown, and no record is taken any more.
    private var failure: StorageError?

    public var path: String { file.path }

    /// Where the first record stands.
    public static var firstOffset: Int { RecordLogHeader.size }

    /// Whether no record is in the log.
    public var isEmpty: Bool { size == Self.firstOffset }

    init(
        file: consuming File,
        header: RecordLogHeader,
        maxRecordBytes: Int,
        size: Int,
        recovered: Recovery
    ) {
        self.file = file
        self.header = header
        self.maxRecordBytes = maxRecordBytes
        self.size = size
        self.recovered = recovered
    }

    /// Appends a record.
    ///
    /// - Returns: Its offset, by which `read(at:)` finds it.
    /// - Throws: EMSGSIZE for a payload above `maxRecordBytes`. After ENOSPC and other failures nothing of the record
    ///   is in the log, and a later append works as soon as there is room.
    @discardableResult
    public mutating func append(_ payload: [UInt8]) throws(StorageError) -> Int {
        try append(contentsOf: [payload])[0]
    }

    /// Appends records with one write(2): all of them or none.
    ///
    /// When the machine dies in between, the first of them may be there without the last.
    ///
    /// - Returns: Their offsets.
    @discardableResult
    public mutating func append(contentsOf payloads: [[UInt8]]) throws(StorageError) -> [Int] {
        if let failure { throw failure }
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        bytes.reserveCapacity(payloads.reduce(0) { $0 + $1.count + RecordFrame.size })
        offsets.reserveCapacity(payloads.count)
        for payload in payloads {
            guard payload.count <= maxRecordBytes else {
                throw StorageError(operation: "append \(payload.count) bytes to", path: path, code: EMSGSIZE)
            }
            let offset = size + bytes.count
            offsets.append(offset)
            RecordFrame.append(payload, at: offset, salt: header.salt, to: &bytes)
        }
        try cutBack()
        do throws(StorageError) {
            try file.write(bytes, at: size)
        } catch {
            needsCut = true
            // The write's error is the one to report; the cut is tried again before the next append.
            try? cutBack()
            throw error
        }
        size += bytes.count
        return offsets
    }

    /// Waits until all appended records are on the device.
    ///
    /// A failure is final: the log takes no more records, for what is on the device is unknown until it is read again.
    public mutating func synchronize() throws(StorageError) {
        if let failure { throw failure }
        do throws(StorageError) {
            try file.synchronizeData()
        } catch {
            failure = error
            throw error
        }
    }

    /// Another descriptor of the log's file, to synchronise on another thread while records are appended on this one.
    /// What had been appended before `synchronizeData` of it was called is then on the device.
    public func duplicateFile() throws(StorageError) -> File {
        try file.duplicate()
    }

    /// The payload of the record at an offset that `append` or the replay gave.
    public func read(at offset: Int) throws(RecordLogError) -> [UInt8] {
        var reader = RecordReader(salt: header.salt, limit: maxRecordBytes, fileSize: size, startingAt: offset)
        let step = try Self.environment { () throws(StorageError) in try reader.next(in: file) }
        let reason: String
        switch step {
        case .record(let payload, _): return payload
        case .end: reason = "no record: the log ends at \(size)"
        case .broken(_, let why): reason = why
        case .tooLong(let length, _): reason = "a record of \(length) bytes, the limit is \(maxRecordBytes)"
        }
        throw .corruption(CorruptionError(path: path, offset: offset, reason: reason))
    }

    /// Forgets the records from `offset` on, which must be one that `append` or the replay gave, or `size`.
    public mutating func truncate(to offset: Int) throws(StorageError) {
        invariant(
            offset >= Self.firstOffset && offset <= size,
            "\(path): truncation to \(offset), outside \(Self.firstOffset)…\(size)"
        )
        if let failure { throw failure }
        try file.truncate(to: offset)
        size = offset
        needsCut = false
    }

    /// Forgets all records.
    public mutating func removeAll() throws(StorageError) {
        try truncate(to: Self.firstOffset)
    }

    private mutating func cutBack() throws(StorageError) {
        guard needsCut else { return }
        try file.truncate(to: size)
        needsCut = false
    }
}
