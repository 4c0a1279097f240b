import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite("A record log whose process is killed")
struct RecordLogCrashTests {
    @Test("holds every record that was accepted", arguments: [1, 17, 400])
    func killed(records: Int) async throws {
        let file = try LogFile()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = file.path as String, records = records as Int] in
            var log = try RecordLog.open(path, magic: Array("MTTEST\u{0}\u{1}".utf8)) { _, _ in }
            var generator = SeededGenerator(seed: UInt64(records))
            for _ in 0..<records {
                try log.append(generator.bytes(count: Int.random(in: 0..<5000, using: &generator)))
            }
            // Nothing is synchronised, nothing closed.
            kill(getpid(), SIGKILL)
        }
        let (found, recovered) = try file.reopen()
        var generator = SeededGenerator(seed: UInt64(records))
        let expected = (0..<records).map { _ in
            let count = Int.random(in: 0..<5000, using: &generator)
            return generator.bytes(count: count)
        }
        #expect(found == expected)
        #expect(recovered.droppedBytes == 0)
    }

    @Test("at any moment holds a beginning of what was appended, with all that was reported")
    func killedAnyTime() async throws {
        let file = try LogFile()
        // Another process appends without end and reports each accepted record on a pipe; this one kills it while it runs,
        // again and again, and each time finds at least what was reported.
        var known = 0
        for round in 1...5 {
            let writer = try ChildProcess(
                BuiltPrograms.current ?? "",
                ["--testing-library", "swift-testing", "--filter", "RecordLogWriter"],
                environment: ["RECORD_LOG_UNDER_TEST": file.path]
            )
            let goal = known + 20 * round
            try await writer.waitForLine { line in
                RecordLogWriter.reported(in: line).map { $0 >= goal } ?? false
            }
            try await writer.kill()
            let reported = writer.lines.compactMap { RecordLogWriter.reported(in: $0.text) }.max() ?? 0
            let found = try file.reopen().records
            #expect(found.count >= reported)
            for (index, record) in found.enumerated() where record != RecordLogWriter.record(index) {
                Issue.record("record \(index) of \(found.count) in round \(round) is another")
                return
            }
            known = found.count
        }
        #expect(known >= 100)
    }
}
