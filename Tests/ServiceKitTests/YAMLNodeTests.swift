import ServiceKit
import Testing

@Suite("YAML nodes")
struct YAMLNodeTests {
    private func parse(_ text: String) throws -> YAMLNode {
        try YAMLNode.parse(text, file: "f.yml")
    }

    @Test("values keep the line and the column where they stand")
    func positions() throws {
        let node = try parse("a: 1\nb:\n  - x\n  - {c: 'd'}\n")
        #expect(node["a"]?.scalar == "1")
        let second = try #require(node["b"]?.sequence?[1])
        #expect(second.place == "f.yml:4")
        #expect(second["c"]?.kind == .scalar("d", isPlain: false))
        #expect(second["c"]?.column == 9)
    }

    @Test("an empty document is null")
    func empty() throws {
        #expect(try parse("").isNull)
        #expect(try parse("# only words\n").isNull)
        #expect(try parse("a:\n")["a"]?.isNull == true)
        #expect(try parse("a: ''")["a"]?.isNull == false)
    }

    @Test("aliases and merges")
    func aliases() throws {
        let node = try parse("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\nsame: *b\n")
        #expect(node["use"]?["x"]?.scalar == "1")
        #expect(node["use"]?["y"]?.scalar == "3")
        #expect(node["same"]?["y"]?.scalar == "2")
    }

    @Test("what is wrong is named with file, line and column")
    func errors() {
        #expect {
            try parse("a: 1\na: 2\n")
        } throws: { error in
            "\(error)" == "f.yml:2:1: key \"a\" is set twice"
        }
        #expect(throws: YAMLError.self) { try parse("a: [1, 2") }
        #expect(throws: YAMLError.self) { try parse("a: *nobody") }
        #expect(throws: YAMLError.self) { try parse("a: 1\n---\nb: 2\n") }
        #expect { try parse("a: 1\nhots: 2\n").expectKeys(["a", "host"]) } throws: { error in
            "\(error)" == "f.yml:2:1: unknown key \"hots\"; known here: a, host"
        }
    }

    @Test("neither depth nor aliases can exhaust the program")
    func bombs() {
        #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 100_000)) }
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let references = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(references)]\n"
        }
        #expect(throws: YAMLError.self) { try parse(text) }
    }
}
