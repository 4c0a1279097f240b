import Storage
import TestSupport
import Testing

@testable import TimeSeries

@Suite("A store after a crash")
struct StoreCrashTests {
    /// A log of some batches, where each ends, and what the store holds after each.
    private func recording() throws -> (
        fixture: StoreFixture, bytes: [UInt8], states: [(end: Int, contents: [SeriesData])]
    ) {
        let fixture = try StoreFixture()
        var states = [(try TestFiles.read(try fixture.segments[0]).count, try fixture.contents)]
        for time in 0..<6 {
            let samples = (0..<3).map { (Labels(metricName: "m\($0 + time % 2)", [("a", "b")]), Double(time)) }
            try fixture.store.append(at: Int64(time), samples)
            states.append((try TestFiles.read(try fixture.segments[0]).count, try fixture.contents))
        }
        fixture.close()
        return (fixture, try TestFiles.read(try fixture.segments[0]), states)
    }

    @Test("that tore the log at any byte holds every batch before it, whole, and takes more")
    func truncationAtEveryByte() throws {
        let (fixture, bytes, states) = try recording()
        let path = try fixture.segments[0]
        for length in 0..<bytes.count {
            try TestFiles.write(Array(bytes[..<length]), to: path)
            try fixture.reopen()
            let expected = states.last { $0.end <= length }?.contents ?? []
            #expect(try fixture.contents == expected, "cut at \(length)")
            try fixture.store.append(at: 99, [(["__name__": "new"], 1)])
            try fixture.reopen()
            #expect(try fixture.contents.count == expected.count + 1, "cut at \(length)")
            fixture.close()
        }
    }

    @Test("or any flipped bit holds a beginning of what was appended, or says where the damage is")
    func bitFlips() throws {
        let (fixture, bytes, states) = try recording()
        let path = try fixture.segments[0]
        for bit in stride(from: 0, to: bytes.count * 8, by: 3) {
            try TestFiles.write(ByteMutations.flippingBit(bit, of: bytes), to: path)
            do {
                try fixture.reopen()
                let contents = try fixture.contents
                // Only the last batch may be taken for one that was torn.
                #expect(contents == states[states.count - 2].contents, "bit \(bit)")
                fixture.close()
            } catch let error as StoreOpenError {
                #expect("\(error)".contains(path), "bit \(bit): \(error)")
            }
        }
    }

    @Test("with a whole record that is none of ours refuses to start, by file and offset")
    func foreignRecord() throws {
        let (fixture, _, _) = try recording()
        let path = try fixture.segments[0]
        do {
            var log = try RecordLog.open(path, magic: Array("MRTMETLG".utf8)) { _, _ in }
            try log.append([42])
        }
        let error = #expect(throws: StoreOpenError.self) { try fixture.reopen() }
        #expect("\(error!)".contains("record of unknown kind 42"))
        #expect("\(error!)".contains(path))
    }

    @Test("leaves files in the log's directory alone that are not its own")
    func otherFiles() throws {
        let fixture = try StoreFixture()
        try fixture.directory.write("x", to: "log/notes.txt")
        try fixture.store.append(at: 1, [(["__name__": "x"], 1)])
        try fixture.reopen()
        #expect(try fixture.contents.count == 1)
    }
}
