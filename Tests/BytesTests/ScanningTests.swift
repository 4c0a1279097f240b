import Bytes
import TestSupport
import Testing

/// Bytes and lines found in bytes.
@Suite struct ByteScanTests {
    @Test func findsAByteAtEveryPosition() {
        for length in 0..<140 {
            var bytes = [UInt8](repeating: 0x61, count: length)
            #expect(ByteScan.firstIndex(of: 0x0A, in: bytes) == nil)
            for position in 0..<length {
                bytes[position] = 0x0A
                #expect(ByteScan.firstIndex(of: 0x0A, in: bytes) == position)
                #expect(bytes.withRawSpan { ByteScan.firstIndex(of: 0x0A, in: $0, from: position) } == position)
                #expect(ByteScan.firstIndex(of: 0x0A, in: bytes, from: position + 1) == nil)
                #expect(ByteScan.firstIndex(of: 0x0A, in: bytes, range: 0..<position) == nil)
                bytes[position] = 0x61
            }
        }
        #expect(ByteScan.firstIndex(of: 0xFF, in: [0, 0x7F, 0x80, 0xFF]) == 3)
        #expect(ByteScan.firstIndex(of: 0, in: [], from: 0) == nil)
    }

    /// Against the standard library's splitting, with lines short and long.
    @Test func findsTheLines() {
        var random = SeededGenerator(seed: 18)
        for _ in 0..<400 {
            let density = Int.random(in: 1...200, using: &random)
            let bytes = (0..<Int.random(in: 0..<700, using: &random)).map { _ in
                Int.random(in: 0..<density, using: &random) == 0 ? 0x0A : UInt8.random(in: 0...255, using: &random)
            }
            let expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            var lines: [ArraySlice<UInt8>] = []
            let rest = ByteScan.forEachLine(in: bytes) { lines.append(bytes[$0]) }
            #expect(lines == expected.dropLast() && bytes[rest...] == expected.last!)

            lines = []
            let restOfSpan = bytes.withRawSpan { span in ByteScan.forEachLine(in: span) { lines.append(bytes[$0]) } }
            #expect(lines == expected.dropLast() && restOfSpan == rest)

            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = Int.random(in: start...bytes.count, using: &random)
            lines = []
            let part = bytes[start..<end].split(separator: 0x0A, omittingEmptySubsequences: false)
            let restOfPart = ByteScan.forEachLine(in: bytes, range: start..<end) { lines.append(bytes[$0]) }
            #expect(lines == part.dropLast() && bytes[restOfPart..<end] == part.last!)
        }
    }

    @Test func stopsWithTheErrorOfTheBody() {
        struct Enough: Error {}
        var seen = 0
        #expect(throws: Enough.self) {
            try ByteScan.forEachLine(in: [UInt8]("a\nb\nc\n".utf8)) { _ throws(Enough) in
                seen += 1
                if seen == 2 { throw Enough() }
            }
        }
        #expect(seen == 2)
    }
}

/// Well-formed UTF-8.
@Suite struct UTF8TextTests {
    @Test func agreesWithTheStandardLibrary() {
        var random = SeededGenerator(seed: 19)
        for _ in 0..<3000 {
            var bytes = [UInt8](JSONValue.randomText(using: &random).utf8)
            #expect(UTF8Text.isValid(bytes))
            bytes = random.mutation(of: bytes, alphabet: "é€😀")
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect(UTF8Text.isValid(bytes) == isValid && bytes.withRawSpan { UTF8Text.isValid($0) } == isValid)
            guard let at = UTF8Text.firstInvalid(in: bytes) else { continue }
            #expect(String(validating: bytes[..<at], as: UTF8.self) != nil)
        }
    }

    @Test func agreesOnEverySequenceOfTwoAndItsNeighbours() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                for tail: [UInt8] in [[], [0x80], [0x80, 0x80], [0xBF, 0x41]] {
                    let bytes = [first, second] + tail
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    if UTF8Text.isValid(bytes) != isValid { Issue.record("\(bytes)") }
                }
            }
        }
    }
}
