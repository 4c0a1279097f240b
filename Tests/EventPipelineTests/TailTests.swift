import Bytes
import EventPipeline
import Storage
import TestSupport
import Testing

@Suite struct TailTests {
    /// A reader with a pipeline that collects, and a clock of its own.
    private final class Bench {
        let directory: TemporaryDirectory
        var configuration: TailConfiguration
        var reader: TailReader
        var now = start
        var lines: [String] = []
        var refuses = false
        /// A buffer as in production, that leaves out what it has.
        var buffer: EventBuffer?
        var last = TailReader.Report()

        init(_ change: (inout TailConfiguration) -> Void = { _ in }) throws {
            directory = try TemporaryDirectory()
            var configuration = TailConfiguration(
                id: "t",
                paths: [directory.path("logs/*.log")],
                tag: "app.*",
                parser: LineParser(.none(messageKey: "m"))
            )
            configuration.positionFile = directory.path("pos/app.pos")
            configuration.readsFromHead = true
            change(&configuration)
            self.configuration = configuration
            try TestFiles.createDirectory(directory.path("logs"))
            reader = try TailReader(configuration)
        }

        func path(_ name: String) -> String { directory.path("logs/\(name)") }
        func append(_ text: String, to name: String = "a.log") throws {
            try TestFiles.append(Array(text.utf8), to: path(name))
        }

        /// As after `kill -9`.
        func restart() throws { reader = try TailReader(configuration) }

        @discardableResult
        func pass(after wait: Duration = .milliseconds(100)) -> TailReader.Report {
            now = now + wait
            let report = reader.pass(
                now: now,
                emit: { (batch, tag, source) throws(BufferError) in
                    if refuses { throw .overflow(limit: 0) }
                    if let buffer {
                        _ = try buffer.append(batch, tag: tag, source: source, now: now)
                    } else {
                        lines += json(batch).map { String($0.dropFirst(6).dropLast(2)) }
                    }
                },
                commit: { () throws(BufferError) in try buffer?.commit(now: now) }
            )
            last = report
            return report
        }

        func settle() { for _ in 0..<4 { pass(after: .seconds(1)) } }
    }

    @Test func givesLinesAsTheyComeAndKeepsTheBeginningOfOne() throws {
        let bench = try Bench()
        try bench.append("one\ntwo\nthr")
        bench.pass()
        #expect(bench.lines == ["one", "two"])
        try bench.append("ee\r\nfour\n")
        bench.pass()
        #expect(bench.lines == ["one", "two", "three", "four"])
    }

    @Test func beginsAtTheEndUnlessToldOtherwise() throws {
        let bench = try Bench { $0.readsFromHead = false }
        try bench.append("old\n")
        bench.pass()
        try bench.append("new\n")
        bench.pass()
        #expect(bench.lines == ["new"])
        // A file that comes later is new from its first line on.
        try bench.append("other\n", to: "b.log")
        bench.pass(after: .seconds(61))
        #expect(bench.lines == ["new", "other"])
    }

    @Test func followsAFileThroughRenaming() throws {
        let bench = try Bench()
        try bench.append("1\n")
        bench.pass()
        try bench.append("2\n")
        try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.1"))
        // The writer still has the old file open for a moment.
        try bench.append("3\n", to: "a.log.1")
        try bench.append("4\n")
        bench.pass()
        try bench.append("late\n", to: "a.log.1")
        bench.settle()
        #expect(bench.lines.sorted() == ["1", "2", "3", "4", "late"])
    }

    @Test func readsARenamedFileOnceThoughItsNewNameFits() throws {
        let bench = try Bench { $0.paths = [$0.paths[0] + "*"] }
        try bench.append("1\n")
        bench.pass()
        try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.1"))
        try bench.append("2\n")
        for _ in 0..<200 { bench.pass(after: .seconds(1)) }
        #expect(bench.lines == ["1", "2"])
        try bench.restart()
        bench.settle()
        #expect(bench.lines == ["1", "2"])
    }

    @Test func opensTheNewFileAsSoonAsItIsThere() throws {
        let bench = try Bench()
        try bench.append("1\n")
        bench.pass()
        try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.1"))
        bench.pass()
        try bench.append("2\n")
        bench.pass()
        #expect(bench.lines == ["1", "2"])
    }

    @Test func givesTheLastLineOfARotatedFileThoughItHasNoEnd() throws {
        let bench = try Bench()
        try bench.append("1\nrest")
        bench.pass()
        try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.1"))
        for _ in 0..<10 { bench.pass(after: .seconds(1)) }
        #expect(bench.lines == ["1", "rest"])
        #expect(bench.reader.states.isEmpty)
    }

    @Test func noticesTruncation() throws {
        let bench = try Bench()
        try bench.append("first\nsecond\n")
        bench.pass()
        try TestFiles.write("x\n", to: bench.path("a.log"))
        bench.pass()
        #expect(bench.last.truncated == 1)
        bench.pass()
        #expect(bench.lines == ["first", "second", "x"])
        // Rewritten, and longer than before.
        try TestFiles.write("other first line\nand more\n", to: bench.path("a.log"))
        bench.settle()
        #expect(bench.lines.suffix(2) == ["other first line", "and more"])
    }

    @Test func sameLineAfterTruncationIsANewLine() throws {
        let bench = try Bench()
        bench.buffer = try EventBuffer.open(BufferConfiguration(directory: bench.directory.path("buffer")), now: start)
            .buffer
        try bench.append("same\nlonger\n")
        bench.settle()
        try TestFiles.write("same\n", to: bench.path("a.log"))
        bench.settle()
        bench.buffer?.enqueueAll()
        #expect(bench.buffer?.statistics.records == 3)
    }

    @Test func goesOnWhereItStopped() throws {
        let bench = try Bench()
        try bench.append("1\n2\n")
        bench.pass()
        _ = bench.reader.finish(now: bench.now)
        try bench.append("3\n")
        try bench.restart()
        bench.pass()
        #expect(bench.lines == ["1", "2", "3"])
    }

    @Test func findsARotatedFileAgainAfterARestart() throws {
        let bench = try Bench()
        try bench.append("1\n")
        bench.pass()
        _ = bench.reader.finish(now: bench.now)
        try bench.append("2\n")
        try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.1"))
        try bench.append("3\n")
        try bench.restart()
        bench.settle()
        #expect(bench.lines.sorted() == ["1", "2", "3"])
    }

    @Test func anotherFileWithTheSamePathIsNotTheSame() throws {
        let bench = try Bench()
        try bench.append("aaaa\nbbbb\n")
        bench.pass()
        _ = bench.reader.finish(now: bench.now)
        try TestFiles.remove(bench.path("a.log"))
        try bench.append("cccc\ndddd\neeee\n")
        try bench.restart()
        bench.settle()
        #expect(bench.lines == ["aaaa", "bbbb", "cccc", "dddd", "eeee"])
    }

    @Test func readsPositionsOfFluentd() throws {
        let bench = try Bench()
        try bench.append("1\n2\n")
        let inode = try #require(try FileSystem.status(bench.path("a.log"))).inode
        try TestFiles.createDirectory(bench.directory.path("pos"))
        let hex = { (number: UInt64) in Hex.encode(number, digits: 16) }
        try TestFiles.write(
            "\(bench.path("a.log"))\t\(hex(2))\t\(hex(inode))\n",
            to: bench.directory.path("pos/app.pos")
        )
        try bench.restart()
        bench.pass()
        #expect(bench.lines == ["2"])
        _ = bench.reader.finish(now: bench.now)
        let columns = try TestFiles.text(bench.directory.path("pos/app.pos")).split(separator: "\t")
        #expect(columns.prefix(3) == [Substring(bench.path("a.log")), Substring(hex(4)), Substring(hex(inode))])
    }

    @Test func keepsALineUntilThePipelineHasIt() throws {
        let bench = try Bench()
        try bench.append("1\n")
        bench.refuses = true
        bench.settle()
        #expect(bench.last.refusal != nil)
        bench.refuses = false
        bench.pass()
        #expect(bench.lines == ["1"])
    }

    @Test func passesOverALineThatIsTooLong() throws {
        let bench = try Bench { $0.maximumLineBytes = 1000 }
        try bench.append("a\n" + String(repeating: "x", count: 1_000_000))
        for _ in 0..<8 { bench.pass() }
        try bench.append("x\nb\n")
        for _ in 0..<8 { bench.pass() }
        #expect(bench.lines == ["a", "b"])
    }

    @Test func leavesOutExcludedPathsAndNamesTheFile() throws {
        let bench = try Bench { $0.excludedPaths = [$0.paths[0].replacing("*.log", with: "b*.log")] }
        bench.configuration.pathKey = "path"
        try bench.restart()
        try bench.append("1\n")
        try bench.append("2\n", to: "b.log")
        bench.pass()
        #expect(bench.lines == ["1\",\"path\":\"\(bench.path("a.log"))"])
    }

    /// The process dies after every possible pass while lines come and files turn; with the buffer's own positions no
    /// line is lost and none comes twice.
    @Test func losesAndRepeatsNothingWhereverItDies() throws {
        var generator = SeededGenerator(seed: 42)
        for round in 0..<30 {
            let bench = try Bench()
            let directory = bench.directory.path("buffer")
            func reopen() throws {
                bench.buffer = nil
                var configuration = BufferConfiguration(directory: directory)
                configuration.flushMode = .immediate
                bench.buffer = try EventBuffer.open(configuration, now: bench.now).buffer
                bench.buffer?.retain(bench.reader.streams)
            }
            try reopen()
            var written = 0
            var generation = 0
            // A file that nobody has seen before it is renamed cannot be known to be one of these.
            var isSeen = false
            for _ in 0..<60 {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<5:
                    var text = ""
                    for _ in 0..<Int.random(in: 1...20, using: &generator) {
                        text += "line \(written)\n"
                        written += 1
                    }
                    try bench.append(text)
                case 5:
                    guard isSeen else { continue }
                    isSeen = false
                    generation += 1
                    try FileSystem.rename(bench.path("a.log"), to: bench.path("a.log.\(generation)"))
                case 6:
                    try bench.restart()
                    try reopen()
                default:
                    bench.pass(after: .milliseconds(Int64.random(in: 1...3000, using: &generator)))
                    isSeen =
                        bench.reader.states.contains { $0.path == bench.path("a.log") && $0.position > 0 }
                        && TestFiles.exists(bench.path("a.log"))
                }
            }
            for _ in 0..<200 { bench.pass(after: .seconds(1)) }
            var seen: [String] = []
            while let chunk = bench.buffer?.take(now: bench.now) {
                var piece: Int? = 0
                while let from = piece {
                    let part = try #require(bench.buffer).read(chunk.id, from: from)
                    for events in part.events { seen += json(events.batch).map { String($0.dropFirst(6).dropLast(2)) } }
                    piece = part.next
                }
            }
            #expect(seen.count == written, "round \(round)")
            #expect(Set(seen) == Set((0..<written).map { "line \($0)" }), "round \(round)")
        }
    }
}
