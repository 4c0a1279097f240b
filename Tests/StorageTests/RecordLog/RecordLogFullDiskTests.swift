import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite("A record log on a full disk")
struct RecordLogFullDiskTests {
    let file: LogFile
    let records: [[UInt8]] = [Array("one".utf8), Array("two".utf8)]

    init() throws {
        file = try LogFile()
    }

    @Test("throws ENOSPC, keeps nothing of the record, and goes on when there is room", arguments: 0..<30)
    func fullAtEveryByte(room: Int) throws {
        try file.create(records)
        let before = try file.bytes
        let disk = FullDisk(room: room)
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic, faults: disk.faults) { _, _ in }
            // Two records in one write: 12 + 5 and 12 + 1 bytes.
            let error = #expect(throws: StorageError.self) {
                try log.append(contentsOf: [Array("three".utf8), [4]])
            }
            #expect(error == StorageError(operation: "write", path: file.path, code: ENOSPC))
            #expect(error?.isOutOfSpace == true)
            #expect(log.size == before.count)
            #expect(try file.bytes == before)

            disk.room = 1000
            try log.append([5])
            try log.synchronize()
        }
        #expect(try file.reopen().records == records + [[5]])
    }

    @Test("cuts back later where it could not at once, and survives a crash in between", arguments: 0..<30)
    func cutFails(room: Int) throws {
        try file.create(records)
        let disk = FullDisk(room: room)
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic, faults: disk.faults) { _, _ in }
            disk.failTruncations(true)
            #expect(throws: StorageError.self) { try log.append(contentsOf: [Array("three".utf8), [4]]) }
            #expect(try file.bytes.count >= log.size)
            // Still not possible: the append must not write behind the rest of the failed one.
            disk.room = 1000
            let error = #expect(throws: StorageError.self) { try log.append([5]) }
            #expect(room == 0 || error?.operation == "ftruncate")
        }
        // What a crash now leaves: the first record of the failed write may be there whole.
        let crashed = try file.reopen()
        #expect([records, records + [Array("three".utf8)]].contains(crashed.records))
        #expect(crashed.recovered.droppedBytes < 30)
    }

    @Test("goes on once the cut succeeds")
    func cutSucceedsLater() throws {
        try file.create(records)
        let disk = FullDisk(room: 20)
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic, faults: disk.faults) { _, _ in }
            disk.failTruncations(true)
            #expect(throws: StorageError.self) { try log.append(contentsOf: [Array("three".utf8), [4]]) }
            disk.failTruncations(false)
            disk.room = 1000
            try log.append([5])
        }
        #expect(try file.reopen().records == records + [[5]])
    }

    @Test("is created again where its creation was interrupted", arguments: 0..<20)
    func creationFails(room: Int) throws {
        let disk = FullDisk(room: room)
        #expect(throws: RecordLogError.self) {
            _ = try RecordLog.open(file.path, magic: LogFile.magic, faults: disk.faults) { _, _ in }
        }
        #expect(try file.reopen().records.isEmpty)
    }

    @Test("takes nothing more after a failed fsync, until it is opened again")
    func fsyncFails() throws {
        try file.create(records)
        let disk = FullDisk(room: 1000)
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic, faults: disk.faults) { _, _ in }
            try log.append([3])
            disk.failSynchronizations(true)
            let error = #expect(throws: StorageError.self) { try log.synchronize() }
            #expect(error == StorageError(operation: "fdatasync", path: file.path, code: EIO))
            disk.failSynchronizations(false)
            #expect(throws: StorageError.self) { try log.append([4]) }
            #expect(throws: StorageError.self) { try log.synchronize() }
        }
        #expect(try file.reopen().records == records + [[3]])
    }
}
