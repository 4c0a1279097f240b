import TestSupport
import Testing

@testable import TimeSeries

@Suite("Log records")
struct LogRecordTests {
    private func batch(_ generator: inout SeededGenerator) -> LogRecord.Batch {
        let definitions = (0..<Int.random(in: 0...5, using: &generator)).map { number in
            Labels([("__name__", "m\(number)"), ("ü", String(repeating: "v", count: number * 100))])
        }
        let groups = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            let count = Int.random(in: 0...6, using: &generator)
            return LogRecord.Group(
                timestamp: Int64(truncatingIfNeeded: generator.next()),
                series: (0..<count).map { _ in
                    UInt32.random(in: 0..<(10 + UInt32(definitions.count)), using: &generator)
                },
                values: (0..<count).map { _ in Double(bitPattern: generator.next()) }
            )
        }
        return LogRecord.Batch(definitions: definitions, groups: groups)
    }

    @Test("read back as they were written, bit for bit")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let written = batch(&generator)
            guard case .batch(let read) = try LogRecord.decode(LogRecord.encode(written), definedSeries: 10) else {
                Issue.record("not a batch")
                return
            }
            #expect(read.definitions == written.definitions)
            #expect(read.groups.map(\.timestamp) == written.groups.map(\.timestamp))
            #expect(read.groups.map(\.series) == written.groups.map(\.series))
            #expect(
                read.groups.map { $0.values.map(\.bitPattern) } == written.groups.map { $0.values.map(\.bitPattern) }
            )
        }
        let header = LogRecord.Header(sequence: 7, created: -5)
        guard case .header(header) = try LogRecord.decode(LogRecord.encode(header), definedSeries: 0) else {
            Issue.record("not the header")
            return
        }
    }

    @Test("that are cut off anywhere are refused")
    func truncation() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<20 {
            for cut in ByteMutations.truncations(of: LogRecord.encode(batch(&generator))) {
                #expect(throws: LogRecordError.self) { try LogRecord.decode(cut, definedSeries: 10) }
            }
        }
    }

    @Test("of a kind or revision that is not known are refused by name")
    func unknown() {
        #expect(throws: LogRecordError(reason: "record of unknown kind 9")) {
            try LogRecord.decode([9], definedSeries: 0)
        }
        #expect(throws: LogRecordError(reason: "segment of revision 2, this program reads 1")) {
            try LogRecord.decode([1, 2, 1, 0], definedSeries: 0)
        }
    }

    @Test("with any damage are refused or read, and never crash")
    func fuzz() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let damaged = generator.mutation(of: LogRecord.encode(batch(&generator)))
            _ = try? LogRecord.decode(damaged, definedSeries: 10)
        }
    }
}
