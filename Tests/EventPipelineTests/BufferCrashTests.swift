import Bytes
import EventPipeline
import Storage
import Synchronization
import TestSupport
import Testing

/// Whatever is torn off a buffer's files, no event comes twice and none is missing that a source may have forgotten.
@Suite struct BufferCrashTests {
    private static func configuration(_ directory: String, _ faults: FileFaults? = nil) -> BufferConfiguration {
        var configuration = BufferConfiguration(directory: directory)
        configuration.flushMode = .immediate
        configuration.faults = faults
        return configuration
    }

    private static func copy(_ from: String, _ to: String) throws {
        try TestFiles.createDirectory(to)
        for name in try TestFiles.contents(of: from) where name.hasSuffix(".log") {
            try TestFiles.write(TestFiles.read("\(from)/\(name)"), to: "\(to)/\(name)")
        }
    }

    @Test func aLogCutAtAnyByteHoldsABeginning() throws {
        let directory = try TemporaryDirectory()
        do {
            let buffer = try EventBuffer.open(Self.configuration(directory.path("whole")), now: start).buffer
            for number in 0..<8 {
                let source = BatchSource(stream: 5, start: number * 10, end: number * 10 + 10)
                try buffer.append(batch([number], after: number * 10), tag: "a", source: source, now: start)
                if number == 5 { try buffer.delivered(try #require(buffer.take(now: start)).id) }
            }
        }
        let name = try #require(try TestFiles.contents(of: directory.path("whole")).first { $0.hasSuffix(".log") })
        let bytes = try TestFiles.read(directory.path("whole/\(name)"))
        try withEvery("length", in: 0...bytes.count) { length in
            let cut = directory.path("cut-\(length)")
            try TestFiles.createDirectory(cut)
            try TestFiles.write(Array(bytes[..<length]), to: "\(cut)/\(name)")
            let buffer = try EventBuffer.open(Self.configuration(cut), now: start).buffer
            let position = buffer.position(of: 5) ?? 0
            // The source reads again from what the buffer knows.
            for number in 0..<8 {
                let source = BatchSource(stream: 5, start: number * 10, end: number * 10 + 10)
                try buffer.append(batch([number], after: number * 10), tag: "a", source: source, now: start)
            }
            let events = try buffer.drain(now: start)
            let expected = Array(0..<8)
            // The first is delivered where the record of that is there.
            #expect(
                events == expected || events == Array(expected.dropFirst()),
                "\(Every.context), position \(position)"
            )
            try TestFiles.remove(cut)
        }
    }

    /// A disk that fails at write number n, for every n: what was accepted is there after a restart.
    @Test func survivesAFailureAtAnyWrite() throws {
        let directory = try TemporaryDirectory()
        try withEvery("write", in: 0..<40) { failing in
            let path = directory.path("buffer-\(failing)")
            let writes = Mutex(0)
            let faults = FileFaults { call, _ in
                guard case .write(let count) = call else { return .proceed }
                let number = writes.withLock { writes in
                    defer { writes += 1 }
                    return writes
                }
                guard number >= failing else { return .proceed }
                return number == failing && count > 1 ? .short(count / 2) : .fail(28)
            }
            var accepted: [Int] = []
            var delivered: Set<Int> = []
            do {
                let buffer = try EventBuffer.open(Self.configuration(path, faults), now: start).buffer
                for number in 0..<12 {
                    do {
                        try buffer.append(batch([number]), tag: "a", now: start)
                        accepted.append(number)
                        if number % 3 == 2, let chunk = buffer.take(now: start) {
                            delivered.formUnion(try buffer.contents(chunk))
                            try buffer.delivered(chunk.id)
                        }
                    } catch is BufferError {
                        continue
                    }
                }
            } catch is BufferError {
                // It could not be created at all.
            }
            let events = try EventBuffer.open(Self.configuration(path), now: start).buffer.drain(now: start)
            #expect(Set(events).count == events.count, "\(Every.context)")
            #expect(Set(events).union(delivered) == Set(accepted), "\(Every.context)")
        }
    }

    @Test func worksOnWhenTheDiskHasRoomAgain() throws {
        let directory = try TemporaryDirectory()
        let isFull = Mutex(false)
        let faults = FileFaults { call, _ in
            if case .write = call, isFull.withLock({ $0 }) { .fail(28) } else { .proceed }
        }
        do {
            let buffer = try EventBuffer.open(Self.configuration(directory.path("b"), faults), now: start).buffer
            try buffer.append(batch([1]), tag: "a", now: start)
            isFull.withLock { $0 = true }
            #expect(throws: BufferError.self) { try buffer.append(batch([2]), tag: "a", now: start) }
            // A delivery counts though its record cannot be written yet.
            #expect(try buffer.drain(now: start) == [1])
            isFull.withLock { $0 = false }
            try buffer.append(batch([2]), tag: "a", now: start)
            try buffer.commit(now: start)
        }
        #expect(
            try EventBuffer.open(Self.configuration(directory.path("b")), now: start).buffer.drain(now: start) == [2]
        )
    }

    @Test func putsADamagedSegmentAside() throws {
        let directory = try TemporaryDirectory()
        do {
            let buffer = try EventBuffer.open(Self.configuration(directory.path("b")), now: start).buffer
            for number in 0..<5 { try buffer.append(batch([number]), tag: "a", now: start) }
        }
        let name = try #require(try TestFiles.contents(of: directory.path("b")).first { $0.hasSuffix(".log") })
        var bytes = try TestFiles.read(directory.path("b/\(name)"))
        bytes[bytes.count / 2] ^= 1
        try TestFiles.write(bytes, to: directory.path("b/\(name)"))
        let (buffer, notes) = try EventBuffer.open(Self.configuration(directory.path("b")), now: start)
        #expect(notes.count == 1)
        #expect(notes.first?.contains("put aside") == true)
        try buffer.append(batch([9]), tag: "a", now: start)
        #expect(try buffer.drain(now: start) == [9])
        #expect(TestFiles.exists(directory.path("b/\(name).corrupt")))
    }

    @Test func deletesSegmentsAndKeepsPositions() throws {
        let directory = try TemporaryDirectory()
        var configuration = Self.configuration(directory.path("b"))
        configuration.chunkLimitBytes = 4 << 20
        let payload = MessagePackValue.map([(key: .string("s"), value: .string(String(repeating: "x", count: 1 << 20)))]
        )
        var large = EventBatch()
        large.append(time: start, record: payload.serialized(), origin: 1)
        do {
            let buffer = try EventBuffer.open(configuration, now: start).buffer
            try buffer.append(batch([1]), tag: "old", source: BatchSource(stream: 9, start: 0, end: 10), now: start)
            // The first chunk waits for long; what is behind it is delivered, segment after segment.
            let waiting = try #require(buffer.take(now: start))
            for _ in 0..<80 {
                try buffer.append(large, tag: "a", now: start)
                while let chunk = buffer.take(now: start) { try buffer.delivered(chunk.id) }
            }
            #expect(buffer.statistics.diskBytes < 52 << 20)
            #expect(buffer.position(of: 9) == 10)
            buffer.release(waiting.id, done: waiting.done)
        }
        let buffer = try EventBuffer.open(configuration, now: start).buffer
        #expect(buffer.position(of: 9) == 10)
        #expect(try buffer.drain(now: start) == [1])
    }

    @Test func survivesAnyDamage() throws {
        let directory = try TemporaryDirectory()
        do {
            let buffer = try EventBuffer.open(Self.configuration(directory.path("b")), now: start).buffer
            for number in 0..<5 { try buffer.append(batch([number]), tag: "a", now: start) }
        }
        let name = try #require(try TestFiles.contents(of: directory.path("b")).first { $0.hasSuffix(".log") })
        let bytes = try TestFiles.read(directory.path("b/\(name)"))
        var generator = SeededGenerator(seed: 11)
        for round in 0..<1000 {
            let path = directory.path("damaged-\(round)")
            try TestFiles.createDirectory(path)
            try TestFiles.write(generator.mutation(of: bytes), to: "\(path)/\(name)")
            // Refused by name, put aside, or read: never a trap, and never an event that was not written.
            if let buffer = try? EventBuffer.open(Self.configuration(path), now: start).buffer {
                let events = (try? buffer.drain(now: start)) ?? []
                #expect(events.allSatisfy { (0..<5).contains($0) })
            }
            try TestFiles.remove(path)
        }
    }
}
