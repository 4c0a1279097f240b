import Bytes
import TestSupport
import Testing

@testable import Storage

@Suite("A record log")
struct RecordLogTests {
    let file: LogFile

    init() throws {
        file = try LogFile()
    }

    @Test("gives back what was appended, in order, after it is opened again")
    func replays() throws {
        let records: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 5000), Array("last".utf8)]
        try file.create(records)
        let (found, recovered) = try file.reopen()
        #expect(found == records)
        #expect(recovered == RecordLog.Recovery(records: 4, droppedBytes: 0, reason: nil))
    }

    @Test("reads a record at the offset that append and the replay gave")
    func readsAtOffset() throws {
        let offsets = try file.create([[1], [2, 2], [3, 3, 3]])
        var replayed: [Int] = []
        var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, offset in replayed.append(offset) }
        #expect(offsets == replayed)
        #expect(offsets[0] == RecordLog.firstOffset)
        let fourth = try log.append([4, 4, 4, 4])
        #expect(try log.read(at: offsets[1]) == [2, 2])
        #expect(try log.read(at: fourth) == [4, 4, 4, 4])
        #expect(throws: RecordLogError.self) { _ = try log.read(at: offsets[1] + 1) }
        #expect(throws: RecordLogError.self) { _ = try log.read(at: log.size) }
    }

    @Test("forgets the records from an offset on, and takes new ones there")
    func truncates() throws {
        let offsets = try file.create([[1], [2], [3]])
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
            try log.truncate(to: offsets[1])
            #expect(try log.append([9, 9]) == offsets[1])
            try log.synchronize()
        }
        #expect(try file.reopen().records == [[1], [9, 9]])
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
            try log.removeAll()
            let isEmpty = log.isEmpty
            #expect(isEmpty)
        }
        #expect(try file.reopen().records.isEmpty)
    }

    @Test("refuses a record above the limit, and stays as it is")
    func limitsRecords() throws {
        var log = try RecordLog.open(file.path, magic: LogFile.magic, maxRecordBytes: 10) { _, _ in }
        try log.append(Array(repeating: 1, count: 10))
        let error = #expect(throws: StorageError.self) {
            try log.append(contentsOf: [[1], Array(repeating: 2, count: 11)])
        }
        #expect(error?.description.hasPrefix("append 11 bytes to \(file.path)") == true)
        try log.append([3])
        #expect(try file.reopen().records == [Array(repeating: 1, count: 10), [3]])
    }

    @Test("is not cut by a reader with a lower limit, but refused by name")
    func refusesLongRecords() throws {
        let offsets = try file.create([[1], Array(repeating: 2, count: 100), [3]])
        let before = try file.bytes
        let error = #expect(throws: RecordLogError.self) { try file.reopen(maxRecordBytes: 99) }
        #expect(
            error
                == .unsupported(
                    path: file.path,
                    reason: "the record at offset \(offsets[1]) has 100 bytes, the limit is 99"
                )
        )
        #expect(try file.bytes == before)
    }

    @Test("refuses another magic and another version, and says both")
    func refusesOtherFiles() throws {
        try file.create([[1]])
        let error = #expect(throws: RecordLogError.self) {
            _ = try RecordLog.open(file.path, magic: Array("MTOTHER\u{1}".utf8)) { _, _ in }
        }
        #expect(
            error?.description
                == #"\#(file.path): a file "MTTEST\x00\x01", not a record log "MTOTHER\x01""#
        )

        var header = Array(try file.bytes[..<16])
        header[8] = 2
        header.appendUInt32(CRC32C.checksum(header))
        try file.replace(with: header + (try file.bytes[20...]))
        let second = #expect(throws: RecordLogError.self) { try file.reopen() }
        #expect(second?.description == "\(file.path): record log version 2; this program reads version 1")
    }

    @Test("does not overwrite a short file of somebody else")
    func sparesOtherFiles() throws {
        try file.replace(with: Array("a diary".utf8))
        #expect(throws: RecordLogError.self) { try file.reopen() }
        #expect(try file.bytes == Array("a diary".utf8))
    }

    @Test("passes on what the replay throws")
    func passesErrorsOn() throws {
        try file.create([[1], [2]])
        let mine = CorruptionError(path: file.path, offset: 5, reason: "no such thing")
        let error = #expect(throws: RecordLogError.self) {
            _ = try RecordLog.open(file.path, magic: LogFile.magic) { record, _ throws(CorruptionError) in
                if record == [2] { throw mine }
            }
        }
        #expect(error == .corruption(mine))
    }

    @Test("holds many records across its blocks, of all sizes")
    func manyRecords() throws {
        var generator = SeededGenerator(seed: 1)
        let records = (0..<3000).map { _ in
            generator.bytes(count: Int.random(in: 0..<2000, using: &generator))
        }
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
            for start in stride(from: 0, to: records.count, by: 7) {
                try log.append(contentsOf: Array(records[start..<min(start + 7, records.count)]))
            }
        }
        #expect(try file.reopen().records == records)
    }

    @Test("keeps its file's descriptor from child processes")
    func closesOnExec() async throws {
        let log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
        let listing = try await Command.run("ls", ["-l", "/proc/self/fd"])
        #expect(!listing.output.contains(log.path))
    }
}
