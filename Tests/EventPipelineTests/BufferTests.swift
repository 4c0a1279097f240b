import Bytes
import EventPipeline
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct BufferTests {
    private static func open(
        _ directory: String?,
        _ change: (inout BufferConfiguration) -> Void = { _ in }
    ) throws -> EventBuffer {
        var configuration = BufferConfiguration(directory: directory)
        configuration.flushMode = .immediate
        configuration.retry.isRandomized = false
        change(&configuration)
        return try EventBuffer.open(configuration, now: start).buffer
    }

    @Test(arguments: [true, false]) func givesChunksOnceAndInOrder(isDurable: Bool) throws {
        let directory = try TemporaryDirectory()
        let buffer = try Self.open(isDurable ? directory.path("buffer") : nil)
        try buffer.append(batch([1, 2]), tag: "a", now: start)
        try buffer.append(batch([3]), tag: "b", now: start)
        let first = try #require(buffer.take(now: start))
        let second = try #require(buffer.take(now: start))
        #expect(buffer.take(now: start) == nil)
        #expect(try buffer.contents(first) == [1, 2])
        #expect(try buffer.contents(second) == [3])
        try buffer.delivered(first.id)
        try buffer.delivered(second.id)
        #expect(buffer.statistics.records == 0)
        #expect(buffer.nextDue(now: start) == nil)
    }

    @Test func closesAChunkWhenItsTimeHasCome() throws {
        let buffer = try Self.open(nil) { $0.flushMode = .interval(.seconds(5)) }
        try buffer.append(batch([1]), tag: "a", now: start)
        try buffer.append(batch([2]), tag: "a", now: start + .seconds(4))
        #expect(buffer.take(now: start + .seconds(4)) == nil)
        #expect(buffer.nextDue(now: start) == start + .seconds(5))
        #expect(try buffer.drain(now: start + .seconds(5)) == [1, 2])
    }

    @Test func closesAChunkThatIsFull() throws {
        let size = batch([1, 2, 3]).bytes.count
        let buffer = try Self.open(nil) {
            $0.flushMode = .interval(.seconds(3600))
            $0.chunkLimitBytes = size
        }
        try buffer.append(batch([1, 2]), tag: "a", now: start)
        #expect(buffer.take(now: start) == nil)
        try buffer.append(batch([3, 4]), tag: "a", now: start)
        #expect(try buffer.drain(now: start) == [1, 2])
        buffer.enqueueAll()
        #expect(try buffer.drain(now: start) == [3, 4])
    }

    @Test func separatesByTagTimeAndField() throws {
        let buffer = try Self.open(nil) {
            $0.flushMode = .lazy(wait: .seconds(10))
            $0.keys.usesTag = true
            $0.keys.timekey = 2
            $0.keys.zone = .utc
            $0.keys.fields = ["n"]
        }
        try buffer.append(batch([7, 7, 8]), tag: "a", now: start)
        try buffer.append(batch([7]), tag: "b", now: start)
        var keys: [ChunkKey] = []
        while let chunk = buffer.take(now: start + .seconds(60)) { keys.append(chunk.key) }
        #expect(keys.count == 3)
        #expect(keys.contains(ChunkKey(tag: "a", timekey: 1_700_000_000, variables: ["7"])))
        #expect(keys.contains(ChunkKey(tag: "a", timekey: 1_700_000_002, variables: ["8"])))
        #expect(keys.contains(ChunkKey(tag: "b", timekey: 1_700_000_000, variables: ["7"])))
    }

    @Test func bringsBackWhatWasNotDelivered() throws {
        let directory = try TemporaryDirectory()
        do {
            let buffer = try Self.open(directory.path("buffer"))
            for number in 0..<10 { try buffer.append(batch([number]), tag: "a", now: start) }
            for _ in 0..<4 { try buffer.delivered(try #require(buffer.take(now: start)).id) }
            _ = buffer.take(now: start)
        }
        let buffer = try Self.open(directory.path("buffer"))
        #expect(try buffer.drain(now: start) == [4, 5, 6, 7, 8, 9])
    }

    @Test func keepsTheIdentifierOfAChunkOverARestart() throws {
        let directory = try TemporaryDirectory()
        let first = try { () throws -> ChunkID? in
            let buffer = try Self.open(directory.path("buffer")) { $0.flushMode = .interval(.seconds(60)) }
            try buffer.append(batch([1]), tag: "a", now: start)
            try buffer.append(batch([2]), tag: "a", now: start)
            buffer.enqueueAll()
            return buffer.take(now: start)?.id
        }()
        let buffer = try Self.open(directory.path("buffer"))
        let chunk = try #require(buffer.take(now: start))
        #expect(chunk.id == first)
        #expect(try buffer.contents(chunk) == [1, 2])
    }

    @Test func takesTheSameLinesOfASourceOnce() throws {
        let directory = try TemporaryDirectory()
        let source = { (start: Int, end: Int) in BatchSource(stream: 77, start: start, end: end) }
        do {
            let buffer = try Self.open(directory.path("buffer"))
            #expect(try buffer.append(batch([1, 2, 3]), tag: "a", source: source(0, 30), now: start) == 3)
            #expect(try buffer.append(batch([1, 2, 3]), tag: "a", source: source(0, 30), now: start) == 0)
        }
        let buffer = try Self.open(directory.path("buffer"))
        #expect(buffer.position(of: 77) == 30)
        #expect(try buffer.append(batch([2, 3, 4, 5], after: 10), tag: "a", source: source(10, 50), now: start) == 2)
        #expect(try buffer.drain(now: start) == [1, 2, 3, 4, 5])
    }

    @Test func forgetsPositionsOfSourcesThatAreGone() throws {
        let buffer = try Self.open(nil)
        try buffer.append(batch([1]), tag: "a", source: BatchSource(stream: 1, start: 0, end: 10), now: start)
        try buffer.append(batch([1]), tag: "a", source: BatchSource(stream: 2, start: 0, end: 10), now: start)
        buffer.retain([2])
        #expect(buffer.position(of: 1) == nil)
        #expect(buffer.position(of: 2) == 10)
    }

    @Test func saysFromWhereASourceMustBeReadAgain() throws {
        let buffer = try Self.open(nil)
        try buffer.append(
            batch([1], after: 100),
            tag: "a",
            source: BatchSource(stream: 1, start: 100, end: 110),
            now: start
        )
        try buffer.append(
            batch([2], after: 110),
            tag: "a",
            source: BatchSource(stream: 1, start: 110, end: 120),
            now: start
        )
        #expect(buffer.floor(of: 1) == 100)
        try buffer.delivered(try #require(buffer.take(now: start)).id)
        #expect(buffer.floor(of: 1) == 110)
        try buffer.delivered(try #require(buffer.take(now: start)).id)
        #expect(buffer.floor(of: 1) == nil)
    }

    @Test func refusesWhatIsOverTheLimit() throws {
        let size = batch([1]).bytes.count
        let buffer = try Self.open(nil) { $0.totalLimitBytes = size * 2 }
        try buffer.append(batch([1, 2]), tag: "a", now: start)
        #expect(throws: BufferError.self) { try buffer.append(batch([3]), tag: "a", now: start) }
        #expect(try buffer.drain(now: start) == [1, 2])
        try buffer.append(batch([3]), tag: "a", now: start)
    }

    @Test func dropsTheOldestChunkWhereThatIsWanted() throws {
        let size = batch([1]).bytes.count
        let buffer = try Self.open(nil) {
            $0.totalLimitBytes = size * 2
            $0.overflow = .dropOldestChunk
        }
        for number in 1...5 { try buffer.append(batch([number]), tag: "a", now: start) }
        #expect(buffer.statistics.droppedEvents == 3)
        #expect(try buffer.drain(now: start) == [4, 5])
    }

    @Test func triesAgainLaterAndLaterAndGivesUp() throws {
        let buffer = try Self.open(nil) {
            $0.retry.maximumTimes = 3
            $0.retry.maximumInterval = .seconds(3)
        }
        try buffer.append(batch([1]), tag: "a", now: start)
        var now = start
        var waits: [Duration] = []
        while let chunk = buffer.take(now: now) {
            guard let next = buffer.retry(chunk.id, done: chunk.done, now: now) else { break }
            waits.append(next - now)
            #expect(buffer.take(now: next - .milliseconds(1)) == nil)
            now = next
        }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(3)])
    }

    @Test func triesOnceMoreAtTheTimeoutItself() throws {
        let buffer = try Self.open(nil) { $0.retry.timeout = .seconds(5) }
        try buffer.append(batch([1]), tag: "a", now: start)
        var now = start
        var times: [Duration] = []
        while let chunk = buffer.take(now: now) {
            guard let next = buffer.retry(chunk.id, done: chunk.done, now: now) else { break }
            times.append(next - start)
            now = max(next, now + .milliseconds(1))
        }
        #expect(times == [.seconds(1), .seconds(3), .seconds(5), .seconds(5)])
    }

    @Test func remembersWhatAnAttemptHasDone() throws {
        let buffer = try Self.open(nil)
        try buffer.append(batch([1, 2, 3]), tag: "a", now: start)
        let chunk = try #require(buffer.take(now: start))
        var done = OrdinalSet()
        done.insert(1)
        let next = try #require(buffer.retry(chunk.id, done: done, now: start))
        #expect(buffer.take(now: next)?.done == done)
    }

    @Test func oneProcessHasABufferAtATime() throws {
        let directory = try TemporaryDirectory()
        let buffer = try Self.open(directory.path("buffer"))
        #expect(throws: BufferError.self) { try Self.open(directory.path("buffer")) }
        buffer.close()
        #expect(throws: BufferError.self) { try buffer.append(batch([1]), tag: "a", now: start) }
        _ = try Self.open(directory.path("buffer"))
    }

    @Test func ordinalsAreASet() {
        var generator = SeededGenerator(seed: 3)
        var set = OrdinalSet()
        var model: Set<Int> = []
        for _ in 0..<500 {
            let low = Int.random(in: 0..<200, using: &generator)
            let range = low..<low + Int.random(in: 0..<6, using: &generator)
            set.insert(range)
            model.formUnion(range)
            #expect(set.count == model.count)
        }
        for ordinal in -1..<210 { #expect(set.contains(ordinal) == model.contains(ordinal)) }
    }
}
