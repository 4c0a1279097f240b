import Bytes
import TestSupport
import Testing

@testable import Storage

@Suite("A damaged record log")
struct RecordLogDamageTests {
    let file: LogFile
    /// The payloads look like frames and text, so that a wrong step while searching would show.
    let records: [[UInt8]] = [
        Array("first".utf8), [], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Array(repeating: 0xFF, count: 40),
        Array("last".utf8),
    ]

    init() throws {
        file = try LogFile()
    }

    @Test("cut off at any byte keeps all records that are whole, and says what was dropped")
    func truncatedAnywhere() throws {
        let offsets = try file.create(records)
        let whole = try file.bytes
        try withEvery("length", in: 0..<whole.count) { length in
            try file.replace(with: Array(whole[..<length]))
            let (found, recovered) = try file.reopen()
            let ends = offsets.dropFirst() + [whole.count]
            let kept = ends.count { $0 <= length }
            #expect(found == Array(records[..<kept]), "\(Every.context)")
            let end = kept == 0 ? (length >= RecordLog.firstOffset ? RecordLog.firstOffset : 0) : ends[kept]
            #expect(recovered.records == kept, "\(Every.context)")
            #expect(recovered.droppedBytes == length - end, "\(Every.context)")
            #expect((recovered.reason == nil) == (length == end), "\(Every.context)")

            // The cut is on disk: the next opening finds an orderly end, and new records have room.
            do {
                var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
                #expect(log.recovered.droppedBytes == 0, "\(Every.context)")
                try log.append([42])
            }
            #expect(try file.reopen().records == Array(records[..<kept]) + [[42]], "\(Every.context)")
        }
    }

    @Test("with any bit flipped is an error that names the record, unless it is the last one, which is cut")
    func everyBitFlipped() throws {
        let offsets = try file.create(records)
        let whole = try file.bytes
        for (bit, damaged) in ByteMutations.bitFlips(of: whole) {
            let at = bit / 8
            try file.replace(with: damaged)
            if at >= offsets[4] {
                let (found, recovered) = try file.reopen()
                #expect(found == Array(records[..<4]), "bit \(bit)")
                #expect(recovered.droppedBytes == whole.count - offsets[4], "bit \(bit)")
                continue
            }
            let error = #expect(throws: RecordLogError.self, "bit \(bit)") { try file.reopen() }
            switch error {
            case .corruption(let corruption):
                let record = offsets.lastIndex { $0 <= at }
                #expect(corruption.path == file.path)
                #expect(corruption.offset == record.map { offsets[$0] } ?? 0, "bit \(bit)")
                if let record {
                    #expect(
                        corruption.reason.hasSuffix("a right record follows at offset \(offsets[record + 1])"),
                        "bit \(bit): \(corruption)"
                    )
                }
            case .unsupported:
                // A flipped magic is no longer ours.
                #expect(at < 8, "bit \(bit)")
            case .environment, nil:
                Issue.record("bit \(bit): \(String(describing: error))")
            }
            #expect(try file.bytes == damaged, "bit \(bit): the file must stay as it is")
        }
    }

    @Test("is cut at a run of zeros, as a power cut leaves them")
    func zerosAtTheEnd() throws {
        try file.create(records)
        let whole = try file.bytes
        try withEvery("zeros", in: [1, 11, 12, 13, 4096, 3 << 20]) { count in
            try file.replace(with: whole + Array(repeating: 0, count: count))
            let (found, recovered) = try file.reopen()
            #expect(found == records, "\(Every.context)")
            #expect(recovered.droppedBytes == count, "\(Every.context)")
        }
    }

    @Test("is not deceived by a payload that holds another log, or a copy of this one")
    func logsInsideRecords() throws {
        try file.create(records)
        let inner = try file.bytes
        // A torn record whose payload holds frames that are right elsewhere.
        do {
            var log = try RecordLog.open(file.path, magic: LogFile.magic) { _, _ in }
            try log.append(inner + inner)
        }
        let outer = try file.bytes
        try file.replace(with: Array(outer.dropLast()))
        let (found, recovered) = try file.reopen()
        #expect(found == records)
        #expect(recovered.droppedBytes == outer.count - 1 - inner.count)
    }

    @Test("is reported when right records follow beyond a block of damage")
    func damageLongerThanABlock() throws {
        let offsets = try file.create([[1], Array(repeating: 5, count: 3 << 20), [3]])
        var bytes = try file.bytes
        for at in offsets[1]..<(offsets[2] - 1) { bytes[at] = 0xA5 }
        try file.replace(with: bytes)
        let error = #expect(throws: RecordLogError.self) { try file.reopen() }
        guard case .corruption(let corruption) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(corruption.offset == offsets[1])
        #expect(corruption.reason.hasSuffix("a right record follows at offset \(offsets[2])"))
    }

    @Test("with a header of zeros and nothing else is created again")
    func zeroHeader() throws {
        try file.replace(with: Array(repeating: 0, count: 20))
        #expect(try file.reopen().recovered.droppedBytes == 20)
        try file.create([[1]])
        #expect(try file.reopen().records == [[1]])
    }

    @Test("never crashes and never invents a record, whatever was changed")
    func randomDamage() throws {
        try file.create(records)
        let whole = try file.bytes
        var generator = SeededGenerator(seed: 7)
        for round in 0..<3000 {
            try file.replace(with: generator.mutation(of: whole))
            if let found = try? file.reopen().records {
                #expect(found.count <= records.count && found == Array(records[..<found.count]), "round \(round)")
            }
        }
    }
}
