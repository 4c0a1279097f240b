import ServiceKit
import TestSupport
import Testing

@testable import Console

@Suite("Plain paths")
struct PlainPathTests {
    @Test("ordinary paths are what they are")
    func ordinary() throws {
        #expect(try PlainPath("/").segments == [])
        #expect(try PlainPath("/v1/users/").segments == ["v1", "users"])
        #expect(try PlainPath("/v1/posts/gr%C3%BC%C3%9Fe%20you").segments == ["v1", "posts", "grüße you"])
        #expect(try PlainPath("/.well-known/jwks.json").segments == [".well-known", "jwks.json"])
        #expect(try PlainPath("/v1/todos:batch").segments == ["v1", "todos:batch"])
        #expect(try PlainPath("/a...b/...").segments == ["a...b", "..."])
    }

    @Test("a path has a longest length")
    func length() throws {
        let longest = "/" + String(repeating: "a", count: PlainPath.maxLength - 1)
        #expect(try PlainPath(longest).segments.count == 1)
        #expect(throws: Problem.self) { try PlainPath(longest + "a") }
    }

    @Test("no path that is accepted leaves its place, however it is read")
    func fuzz() {
        var random = SeededGenerator(seed: 99)
        let seeds = ["/v1/users/../x", "/v1/%2e%2e/a", "/a//b", "/v1/todos/%2F", "/é/%C3%A9", "/..;x/y", "/a/%25/b\\c"]
        var accepted = 0
        for round in 0..<6000 {
            let bytes = random.mutation(of: Array(seeds[round % seeds.count].utf8), alphabet: "/.%25eEfF\\;:a0 \u{7F}")
            let text = String(decoding: bytes, as: UTF8.self)
            guard let path = try? PlainPath(text) else { continue }
            accepted += 1
            #expect(path.raw == text)
            for segment in path.segments {
                let isMisleading = segment.isEmpty || segment == "." || segment == ".." || segment.contains("/")
                let hasControl = segment.utf8.contains { $0 < 0x20 || $0 == 0x7F }
                #expect(!isMisleading && !hasControl && !segment.contains("%") && !segment.contains("\\"), "\(text)")
            }
        }
        #expect(accepted > 100, "the test must see accepted paths too, not \(accepted)")
    }

    @Test("patterns of indices, and what must not pass for one")
    func indices() {
        for good in ["logs-*", "a,b", "_all", "*", "logs-2026.11.22", "-excluded"] {
            #expect(PlainPath.isIndexPattern(good), "\(good)")
        }
        for bad in ["", "_search", "_bulk", "a/b", "a b", "a?b", "é", "a%2f", "<logs-{now}>"] {
            #expect(!PlainPath.isIndexPattern(bad), "\(bad)")
        }
    }
}
