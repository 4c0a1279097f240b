import TestSupport
import Testing

@testable import Bytes

/// The checksum of our files.
@Suite struct CRC32CTests {
    /// The check value of the catalogue of CRC algorithms, and the vectors of RFC 3720, appendix B.4.
    @Test func givesThePublishedValues() {
        #expect(CRC32C.checksum([UInt8]("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([]) == 0)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum([UInt8](0..<32)) == 0x46DD_794E)
        #expect(CRC32C.checksum([UInt8]((0..<32).reversed())) == 0x113F_DB5C)
    }

    @Test func isTheSameByTableAndInPieces() {
        var random = SeededGenerator(seed: 11)
        let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
        for start in 0..<9 {
            for end in stride(from: start, to: 1000, by: 13) {
                let whole = CRC32C.checksum(bytes, in: start..<end)
                #expect(CRC32CTable.checksum([UInt8](bytes[start..<end])) == whole)
                let middle = Int.random(in: start...end, using: &random)
                let first = CRC32C.checksum(bytes, in: start..<middle)
                #expect(CRC32C.checksum(bytes, in: middle..<end, seed: first) == whole)
                #expect(bytes.withRawSpan(of: start..<end) { CRC32C.checksum($0) } == whole)
            }
        }
    }

    @Test func noticesEveryFlippedBit() {
        var bytes = [UInt8]("a record of the write-ahead log".utf8)
        let checksum = CRC32C.checksum(bytes)
        for bit in 0..<(8 * bytes.count) {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(CRC32C.checksum(bytes) != checksum)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
    }
}

/// The hash of our tables.
@Suite struct Hash64Tests {
    @Test func tellsLengthsSeedsAndZerosApart() {
        var seen: Set<UInt64> = []
        var count = 0
        for length in 0..<200 {
            for seed: UInt64 in [0, 1, .max] {
                seen.insert(Hash64.hash([UInt8](repeating: 0, count: length), seed: seed))
                count += 1
            }
        }
        #expect(seen.count == count)
    }

    @Test func takesEveryByteIntoAccount() {
        for length in 1..<150 {
            var bytes = [UInt8](repeating: 0x5A, count: length)
            let hash = Hash64.hash(bytes)
            for index in 0..<length {
                bytes[index] ^= 0x10
                #expect(Hash64.hash(bytes) != hash)
                bytes[index] ^= 0x10
            }
        }
    }

    /// A flipped bit of the input flips each bit of the hash about half of the time.
    @Test(arguments: [3, 8, 16, 17, 40, 100])
    func spreadsEveryBit(_ length: Int) {
        var random = SeededGenerator(seed: 12)
        var flips = [Int](repeating: 0, count: 64)
        var trials = 0
        for _ in 0..<60 {
            var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let hash = Hash64.hash(bytes)
            for bit in 0..<(8 * length) {
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                let change = hash ^ Hash64.hash(bytes)
                for position in 0..<64 where change >> UInt64(position) & 1 == 1 { flips[position] += 1 }
                trials += 1
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
        for position in 0..<64 {
            let share = Double(flips[position]) / Double(trials)
            #expect(share > 0.42 && share < 0.58, "bit \(position) flips with probability \(share)")
        }
    }

    @Test func hasNoCollisionAmongCounters() {
        var seen: Set<UInt64> = []
        for number in 0..<50_000 { seen.insert(Hash64.hash("series{id=\"\(number)\"}")) }
        #expect(seen.count == 50_000)
    }

    /// Stored hashes stay valid: these values must never change.
    @Test func isTheSameInEveryRelease() {
        let text = [UInt8]("the quick brown fox jumps over the lazy dog, and then it does so again".utf8)
        #expect(Hash64.hash([]) == 0xCEE9_B5D8_9C61_DC6E)
        #expect(Hash64.hash([UInt8](text[..<3])) == 0xDD85_AD51_DDC5_FDDD)
        #expect(Hash64.hash([UInt8](text[..<16]), seed: 7) == 0x8D6F_2687_2862_D3EE)
        #expect(Hash64.hash(text) == 0x3174_5DDA_3990_FCEA)
        #expect(Hash64.hash(text) == text.withRawSpan { Hash64.hash($0) })
        #expect(Hash64.hash(text) == Hash64.hash(String(decoding: text, as: UTF8.self)))
        #expect(Hash64.combine(1, 2) != Hash64.combine(2, 1))
    }
}
