import Glibc
import TestSupport
import Testing

@testable import Storage

/// The other process of `RecordLogCrashTests`: run as a test program of its own, with the path in its environment, it
/// appends records until it is killed. As a part of the ordinary tests it is skipped.
@Suite("A writer for the crash tests")
struct RecordLogWriter {
    @Test(
        "appends until it is killed",
        .enabled(if: TestEnvironment.value("RECORD_LOG_UNDER_TEST") != nil, "it is started by RecordLogCrashTests")
    )
    func appends() throws {
        let path = try #require(TestEnvironment.value("RECORD_LOG_UNDER_TEST"))
        var count = 0
        var log = try RecordLog.open(path, magic: LogFile.magic) { _, _ in count += 1 }
        let output = try File.open("/dev/stdout", .append)
        // Bounded, for where the other process is slow to look.
        for _ in 0..<2000 {
            try log.append(Self.record(count))
            count += 1
            try output.write(Array("\naccepted \(count)\n".utf8))
        }
        pause()
    }

    /// The record number `index`: of a length and with contents that depend on it.
    static func record(_ index: Int) -> [UInt8] {
        Array(repeating: UInt8(truncatingIfNeeded: index), count: index % 3000)
    }

    /// How many records a line of output reports.
    static func reported(in line: String) -> Int? {
        line.hasPrefix("accepted ") ? Int(line.dropFirst("accepted ".count)) : nil
    }
}
