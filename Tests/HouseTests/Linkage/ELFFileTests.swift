import TestSupport
import Testing

@Suite("An ELF file")
struct ELFFileTests {

    @Test("tells what it needs as readelf does")
    func agreesWithReadelf() async throws {
        let path = try #require(BuiltPrograms.current)
        let file = try ELFFile(path)
        let listing = try await Command.run("readelf", ["--dynamic", "--wide", path])
        let expected = listing.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }.compactMap { line in
            line.split(separator: "[").last.map { String($0.prefix { $0 != "]" }) }
        }
        #expect(file.needed == expected)
        #expect(file.needed.contains("libc.so.6"))
    }

    @Test("is followed to the libraries of its libraries")
    func closure() throws {
        let path = try #require(BuiltPrograms.current)
        let closure = try LibraryClosure(of: path)
        // The test program itself does not name it; the Swift runtime does.
        #expect(closure.neededBy.keys.contains { $0.hasPrefix("ld-linux") })
        #expect(closure.neededBy["libTesting.so"] == path)
        #expect(closure.neededBy.count > (try ELFFile(path).needed.count))
    }

    @Test("is refused when it is none, or cut off at any place in its first part")
    func refused() throws {
        let folder = try TemporaryDirectory()
        try TestFiles.write("#!/bin/sh", to: folder.path("script"))
        #expect(throws: ELFFile.NotELF.self) { try ELFFile(folder.path("script")) }
        let whole = try TestFiles.read("/proc/self/exe", at: 0, count: 4096)
        for count in stride(from: 0, to: 64 + 56, by: 1) {
            try TestFiles.write(Array(whole[..<count]), to: folder.path("cut"))
            #expect(throws: ELFFile.NotELF.self, "\(count) bytes") { try ELFFile(folder.path("cut")) }
        }
    }
}
