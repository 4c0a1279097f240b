import Storage
import TestSupport
import Testing

@Suite("Gzip")
struct GzipTests {
    static let text = Array(String(repeating: "a line of a log, rather like the one before\n", count: 20_000).utf8)

    static var samples: [[UInt8]] {
        var generator = SeededGenerator(seed: 3)
        return [[], [0], text, generator.bytes(count: 1_000_000)]
    }

    @Test("gives back what was compressed", arguments: [Gzip.Format.gzip, .zlib, .raw], [0, 1, 6, 9])
    func roundTrip(format: Gzip.Format, level: Int) throws {
        for sample in Self.samples {
            let compressed = Gzip.compress(sample, level: level, format: format)
            #expect(try Gzip.decompress(compressed, limit: sample.count, format: format) == sample)
            if format != .raw {
                #expect(try Gzip.decompress(compressed, limit: sample.count) == sample)
            }
        }
    }

    @Test("reads what gzip(1) writes, and gzip(1) reads what it writes")
    func gzipProgram() async throws {
        let folder = try TemporaryDirectory()
        try TestFiles.write(Self.text, to: folder.path("theirs"))
        #expect(try await Command.run("gzip", ["-9", folder.path("theirs")]).status == .exited(0))
        #expect(try Gzip.decompress(TestFiles.read(folder.path("theirs.gz")), limit: 1 << 20) == Self.text)
        try TestFiles.write(Gzip.compress(Self.text), to: folder.path("ours.gz"))
        #expect(try await Command.run("gunzip", [folder.path("ours.gz")]).status == .exited(0))
        #expect(try TestFiles.read(folder.path("ours")) == Self.text)
    }

    @Test("takes several members, and zeros behind them, as one content")
    func members() throws {
        let two = Gzip.compress([1, 2]) + Gzip.compress([]) + Gzip.compress([3])
        #expect(try Gzip.decompress(two, limit: 3) == [1, 2, 3])
        #expect(try Gzip.decompress(two + [0, 0, 0], limit: 3) == [1, 2, 3])
        #expect(throws: GzipError.tooLarge(limit: 2)) { try Gzip.decompress(two, limit: 2) }
        #expect(throws: GzipError.damaged("2 bytes follow the end")) { try Gzip.decompress(two + [7, 7], limit: 9) }
    }

    @Test("stops at the limit, at any size", arguments: [0, 1, 100, 262_143, 262_144, 262_145])
    func limit(size: Int) throws {
        let sample = Array(repeating: UInt8(5), count: size)
        let compressed = Gzip.compress(sample)
        #expect(try Gzip.decompress(compressed, limit: size) == sample)
        if size > 0 {
            #expect(throws: GzipError.tooLarge(limit: size - 1)) { try Gzip.decompress(compressed, limit: size - 1) }
        }
    }

    @Test("stops a bomb early")
    func bomb() throws {
        // Ten megabytes of zeros in ten kilobytes, a hundred times over.
        let bomb = Array(repeatElement(Gzip.compress(Array(repeating: 0, count: 10 << 20)), count: 100).joined())
        #expect(throws: GzipError.tooLarge(limit: 1 << 20)) { try Gzip.decompress(bomb, limit: 1 << 20) }
    }

    @Test("says so when the end is missing, at any byte")
    func truncated() throws {
        for beginning in ByteMutations.truncations(of: Gzip.compress(Array("some text, some text".utf8))) {
            #expect(throws: GzipError.truncated, "\(beginning.count) bytes") {
                try Gzip.decompress(beginning, limit: 100)
            }
        }
    }

    @Test("never gives back something else for a flipped bit of contents or checksum")
    func flips() throws {
        let sample = Array("some text, some text".utf8)
        let compressed = Gzip.compress(sample)
        for (bit, bytes) in ByteMutations.bitFlips(of: compressed) {
            // The header's time, flags and operating system are not covered by the checksum, which is right.
            if let contents = try? Gzip.decompress(bytes, limit: 1000) {
                #expect(contents == sample, "bit \(bit)")
                #expect(bit < 80, "bit \(bit)")
            }
        }
    }

    @Test("survives random damage")
    func random() {
        var generator = SeededGenerator(seed: 11)
        let compressed = Gzip.compress(Array(Self.text.prefix(3000)))
        var failures = 0
        for _ in 0..<5000 {
            do {
                _ = try Gzip.decompress(generator.mutation(of: compressed), limit: 10_000)
            } catch {
                failures += 1
            }
        }
        #expect(failures > 4000)
    }
}
