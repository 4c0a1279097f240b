internal import Bytes

extension RecordLog {
    /// Opens a log, or creates it, and reads all of its records.
    ///
    /// A torn tail is cut off and reported in `recovered`. Damage in front of a right record is an error, and the file
    /// is left as it is.
    ///
    /// - Parameters:
    ///   - magic: Eight bytes that name what the records are. A file with another magic is refused.
    ///   - maxRecordBytes: The longest payload that is taken, written or read.
    ///   - faults: For tests: asked before each call that changes the file.
    ///   - replay: Called for each record in order, with its offset. What it throws ends the opening.
    public static func open(
        _ path: String,
        magic: [UInt8],
        maxRecordBytes: Int = RecordLog.defaultMaxRecordBytes,
        faults: FileFaults? = nil,
        replay: (_ record: [UInt8], _ offset: Int) throws(CorruptionError) -> Void
    ) throws(RecordLogError) -> RecordLog {
        invariant(
            maxRecordBytes >= 0 && maxRecordBytes <= Int(UInt32.max),
            "a record's length has 32 bits, the limit of \(path) is \(maxRecordBytes)"
        )
        let file = try environment { () throws(StorageError) in try File.open(path, .readWrite, faults: faults) }
        let fileSize = try environment { () throws(StorageError) in try file.size() }
        let start = try environment { () throws(StorageError) in
            try file.read(upTo: min(fileSize, RecordLogHeader.size), at: 0)
        }
        let header: RecordLogHeader
        var size = RecordLogHeader.size
        var recovered = Recovery()
        if fileSize <= RecordLogHeader.size, RecordLogHeader.isTornCreation(start, magic: magic) {
            header = try environment { () throws(StorageError) in try create(in: file, magic: magic) }
            recovered.droppedBytes = fileSize
            recovered.reason = fileSize == 0 ? nil : "the file's header was never written whole"
        } else {
            header = try read(start, path: path, magic: magic)
            recovered = try recover(file, header, fileSize: fileSize, limit: maxRecordBytes, replay)
            size = fileSize - recovered.droppedBytes
        }
        return RecordLog(
            file: file,
            header: header,
            maxRecordBytes: maxRecordBytes,
            size: size,
            recovered: recovered
        )
    }

    private static func create(in file: borrowing File, magic: [UInt8]) throws(StorageError) -> RecordLogHeader {
        let header = RecordLogHeader(magic: magic, salt: UInt32.random(in: 1...UInt32.max))
        try file.truncate(to: 0)
        try file.write(header.bytes, at: 0)
        try file.synchronize()
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: file.path))
        return header
    }

    private static func read(
        _ start: [UInt8],
        path: String,
        magic: [UInt8]
    ) throws(RecordLogError) -> RecordLogHeader {
        guard start.count == RecordLogHeader.size else {
            throw .unsupported(
                path: path,
                reason: "not a record log \(quoted(magic)): a file of \(start.count) bytes that starts \(quoted(start))"
            )
        }
        do throws(RecordLogHeader.Failure) {
            return try RecordLogHeader(parsing: start, expecting: magic)
        } catch {
            switch error {
            case .magic(let found):
                throw .unsupported(path: path, reason: "a file \(quoted(found)), not a record log \(quoted(magic))")
            case .version(let version):
                throw .unsupported(
                    path: path,
                    reason: "record log version \(version); this program reads version \(RecordLogHeader.version)"
                )
            case .checksum:
                throw .corruption(CorruptionError(path: path, offset: 0, reason: "the header's checksum is wrong"))
            }
        }
    }

    /// Reads all records and cuts off a torn tail.
    private static func recover(
        _ file: borrowing File,
        _ header: RecordLogHeader,
        fileSize: Int,
        limit: Int,
        _ replay: (_ record: [UInt8], _ offset: Int) throws(CorruptionError) -> Void
    ) throws(RecordLogError) -> Recovery {
        var recovered = Recovery()
        var reader = RecordReader(
            salt: header.salt,
            limit: limit,
            fileSize: fileSize,
            startingAt: RecordLogHeader.size
        )
        while true {
            switch try environment({ () throws(StorageError) in try reader.next(in: file) }) {
            case .record(let payload, let offset):
                do throws(CorruptionError) {
                    try replay(payload, offset)
                } catch {
                    throw .corruption(error)
                }
                recovered.records += 1
            case .tooLong(let length, let offset):
                throw .unsupported(
                    path: file.path,
                    reason: "the record at offset \(offset) has \(length) bytes, the limit is \(limit)"
                )
            case .broken(let offset, let reason):
                let following = try environment { () throws(StorageError) in
                    try reader.firstRecord(behind: offset, in: file)
                }
                if let following {
                    throw .corruption(
                        CorruptionError(
                            path: file.path,
                            offset: offset,
                            reason: "\(reason), and a right record follows at offset \(following)"
                        )
                    )
                }
                try environment { () throws(StorageError) in
                    try file.truncate(to: offset)
                    try file.synchronize()
                }
                recovered.droppedBytes = fileSize - offset
                recovered.reason = reason
                return recovered
            case .end:
                return recovered
            }
        }
    }

    /// Passes a failure of the environment on as one of the log's.
    static func environment<Value: ~Copyable>(
        _ body: () throws(StorageError) -> Value
    ) throws(RecordLogError) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .environment(error)
        }
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        let text = bytes.map { byte in
            switch byte {
            case 0x20..<0x7F where byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\""):
                String(UnicodeScalar(byte))
            default:
                "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return "\"\(text.joined())\""
    }
}
