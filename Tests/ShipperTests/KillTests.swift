import Bytes
import ServiceKit
import Storage
import Synchronization
import TestSupport
import Testing

/// The built program is killed at random moments while a file is written and rotated, and the server fails, delays and
/// breaks connections: in the end every line is there exactly once.
@Suite(.needsProgram("martlet-shipper"), .timeLimit(.minutes(5)))
struct KillTests {
    private static func configuration(_ directory: TemporaryDirectory, port: Int) -> String {
        """
        <source>
          @type tail
          path \(directory.path("logs/app.log"))
          pos_file \(directory.path("app.pos"))
          tag app
          read_from_head true
          rotate_wait 1s
          <parse>
            @type json
          </parse>
        </source>
        <match **>
          @type elasticsearch
          host 127.0.0.1
          port \(port)
          index_name logs
          request_timeout 2s
          <buffer>
            @type file
            path \(directory.path("buffer"))
            flush_mode interval
            flush_interval 50ms
            chunk_limit_size 64k
            retry_wait 20ms
            retry_max_interval 100ms
            retry_forever true
          </buffer>
        </match>
        """
    }

    private static func start(_ directory: TemporaryDirectory) throws -> ChildProcess {
        try ChildProcess(
            BuiltPrograms.path("martlet-shipper"),
            ["-c", directory.path("shipper.conf"), "--metrics", "127.0.0.1:0"]
        )
    }

    private final class Progress: Sendable {
        let written = Atomic(0)
        let isDone = Atomic(false)
    }

    @Test func losesAndRepeatsNothing() async throws {
        let directory = try TemporaryDirectory()
        try TestFiles.createDirectory(directory.path("logs"))
        let moods = Mutex(SeededGenerator(seed: 99))
        let server = BulkServer { _, _ in
            switch moods.withLock({ Int.random(in: 0..<10, using: &$0) }) {
            case 0: .status(503)
            case 1: .status(429)
            case 2, 3: .losesAnswer
            default: .normal
            }
        }
        let progress = Progress()
        try await BulkServer.run(server) { address in
            try TestFiles.write(Self.configuration(directory, port: address.port), to: directory.path("shipper.conf"))
            let kills = 12
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var generator = SeededGenerator(seed: 1)
                    var generation = 0
                    var number = 0
                    while !progress.isDone.load(ordering: .relaxed) {
                        var text = ""
                        for _ in 0..<Int.random(in: 1...200, using: &generator) {
                            text += #"{"n":\#(number),"pad":"\#(String(repeating: "x", count: number % 80))"}"# + "\n"
                            number += 1
                        }
                        // Written in two pieces, so that the end of a line comes late at times.
                        let bytes = Array(text.utf8)
                        let cut = Int.random(in: 0...bytes.count, using: &generator)
                        try TestFiles.append(Array(bytes[..<cut]), to: directory.path("logs/app.log"))
                        try TestFiles.append(Array(bytes[cut...]), to: directory.path("logs/app.log"))
                        progress.written.store(number, ordering: .relaxed)
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1...12, using: &generator)))
                        // Rotated when the position of the file is known, as a file that nobody saw cannot be found.
                        let positions = (try? TestFiles.text(directory.path("app.pos"))) ?? ""
                        let inode = try FileSystem.status(directory.path("logs/app.log"))?.inode ?? 0
                        if positions.contains(Hex.encode(inode, digits: 16)), number % 5 == 0 {
                            generation += 1
                            try FileSystem.rename(
                                directory.path("logs/app.log"),
                                to: directory.path("logs/app.log.\(generation)")
                            )
                        }
                    }
                }
                group.addTask {
                    var generator = SeededGenerator(seed: 2)
                    for _ in 0..<kills {
                        let process = try Self.start(directory)
                        try await process.waitForLine(containing: "serving metrics")
                        try await Task.sleep(for: .milliseconds(Int.random(in: 5...900, using: &generator)))
                        try await process.kill()
                    }
                    progress.isDone.store(true, ordering: .relaxed)
                }
                try await group.waitForAll()
            }
            let process = try Self.start(directory)
            let total = progress.written.load(ordering: .relaxed)
            try await eventually("all lines are there", within: .seconds(60)) { server.documents.count >= total }
            #expect(try await process.terminate() == .exited(0))
        }
        let total = progress.written.load(ordering: .relaxed)
        let numbers = server.documents.values.compactMap { $0.source["n"]?.int }
        #expect(total > 1000)
        #expect(numbers.count == total)
        #expect(Set(numbers) == Set(0..<total))
    }

    @Test func checksAConfiguration() async throws {
        let directory = try TemporaryDirectory()
        let program = BuiltPrograms.path("martlet-shipper")
        let good = try directory.write("<match **>\n  @type stdout\n</match>\n", to: "good.conf")
        let bad = try directory.write(
            "<match **>\n  @type stdout\n  <buffer>\n    flush_interval x\n  </buffer>\n</match>\n",
            to: "bad.conf"
        )
        let passed = try ChildProcess(program, ["-c", good, "--dry-run"])
        #expect(try await passed.waitForExit() == .exited(0))
        #expect(passed.output.contains("<match **>"))
        let failed = try ChildProcess(program, ["-c", bad, "--dry-run"])
        #expect(try await failed.waitForExit() == .exited(1))
        #expect(failed.errorOutput.contains("bad.conf:4: 'flush_interval'"))
    }
}
