import TestSupport
import Testing

@Suite("What tests generate")
struct GenerationTests {
    @Test("random numbers are the same for the same seed")
    func seeded() {
        var generator = SeededGenerator(seed: 42)
        var again = SeededGenerator(seed: 42)
        var other = SeededGenerator(seed: 43)
        let numbers = (0..<10).map { _ in generator.next() }
        #expect(numbers == (0..<10).map { _ in again.next() })
        #expect(numbers != (0..<10).map { _ in other.next() })
        #expect(generator.bytes(count: 13).count == 13)
    }

    @Test("truncations are all beginnings, flips all single bits")
    func mutations() {
        #expect(Array(ByteMutations.truncations(of: [1, 2])) == [[], [1]])
        let flips = Array(ByteMutations.bitFlips(of: [0, 0xFF]))
        #expect(flips.count == 16)
        #expect(flips[0].bytes == [1, 0xFF])
        #expect(flips[9].bytes == [0, 0xFD])
        #expect(Set(flips.map(\.bytes)).count == 16)
    }

    @Test("withEvery names the values an error was thrown for")
    func every() {
        struct Odd: Error {}
        let error = #expect(throws: EveryError.self) {
            try withEvery("a", in: 0..<3) { a in
                try withEvery("b", in: ["x", "y"]) { b in
                    #expect(Every.context == "a = \(a), b = \(b)")
                    if a == 1, b == "y" { throw Odd() }
                }
            }
        }
        #expect(error?.context == "a = 1, b = y")
        #expect(error?.underlying is Odd)
        #expect(Every.context.isEmpty)
    }

    @Test("a temporary folder goes with its last reference, with all that is in it")
    func temporaryFolder() throws {
        var path = ""
        do {
            let folder = try TemporaryDirectory()
            path = folder.path
            try TestFiles.createDirectory(folder.path("deep"))
            try folder.write("x", to: "deep/file")
            #expect(try TestFiles.files(below: path) == ["deep/file"])
        }
        #expect(!TestFiles.exists(path))
    }
}
