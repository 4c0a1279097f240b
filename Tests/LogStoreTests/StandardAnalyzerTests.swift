import Bytes
import LogStore
import TestSupport
import Testing

@Suite("The standard analyzer finds words as UAX #29 and Lucene do")
struct StandardAnalyzerTests {
    private func words(_ text: String) -> [String] {
        StandardAnalyzer.terms(text).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("foo-bar_baz.qux:1", ["foo", "bar_baz.qux", "1"]),
        (
            "The QUICK brown-fox's 3.14, 1,000 and 1;2",
            ["the", "quick", "brown", "fox's", "3.14", "1,000", "and", "1;2"]
        ),
        ("GET /api/v1/users?id=42 HTTP/1.1", ["get", "api", "v1", "users", "id", "42", "http", "1.1"]),
        ("level:error", ["level:error"]),
        ("a. b", ["a", "b"]),
        ("10.0.0.1:8080", ["10.0.0.1", "8080"]),
        ("___ _a_", ["_a_"]),
        ("ÄÖÜ straße İstanbul", ["äöü", "straße", "istanbul"]),
        ("日本語 ひら カタカナ 한국어", ["日", "本", "語", "ひ", "ら", "カタカナ", "한국어"]),
        ("e\u{301}te", ["e\u{301}te"]),
        ("can\u{2019}t", ["can\u{2019}t"]),
        ("", []), (" \t\n", []), ("...", []),
        ("👍 ok", ["👍", "ok"]),
    ])
    func example(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test("words above 255 scalars are cut into pieces")
    func longWords() {
        let found = words(String(repeating: "x", count: 600))
        #expect(found.map(\.count) == [255, 255, 90])
    }

    @Test("every token says where it stands")
    func sources() {
        let text = Array("Über, naïve".utf8)
        let tokens = StandardAnalyzer.analyze(text)
        let pieces = tokens.sources.map { String(decoding: text[$0], as: UTF8.self) }
        #expect(pieces == ["Über", "naïve"])
    }

    @Test("any bytes give tokens that lie in the text, in order")
    func anyBytes() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let bytes = generator.bytes(count: Int.random(in: 0..<40, using: &generator))
            let tokens = StandardAnalyzer.analyze(bytes)
            var last = 0
            for source in tokens.sources {
                #expect(source.lowerBound >= last && source.upperBound <= bytes.count && !source.isEmpty)
                last = source.upperBound
            }
        }
    }
}
