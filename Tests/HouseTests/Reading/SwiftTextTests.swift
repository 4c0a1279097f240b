import TestSupport
import Testing

@Suite("A Swift text")
struct SwiftTextTests {
    private func words(_ source: String) -> [String] {
        SwiftText(source).tokens.filter { $0.kind == .word }.map(\.text)
    }

    @Test("has words in code, not in comments and strings")
    func words() {
        #expect(words("a // b\nc /* d /* e */ f */ g") == ["a", "c", "g"])
        #expect(words(#"a "b \" c" d"#) == ["a", "d"])
        #expect(words(#"a "b \(c("d") + e) f" g"#) == ["a", "c", "e", "g"])
        #expect(words(##"a #"b \(c) \#(d) " e"# f"##) == ["a", "d", "f"])
        #expect(words("a \"\"\"\n b \"c\" \\(d)\n \"\"\" e") == ["a", "d", "e"])
        #expect(words("#if DEBUG\na\n#endif") == ["if", "DEBUG", "a", "endif"])
    }

    @Test("knows the line of everything")
    func lines() {
        let text = SwiftText("a\n/* x\ny */ b \"\"\"\nc\n\"\"\"\n// z\nd")
        #expect(text.tokens.map(\.line) == [1, 3, 3, 7])
        #expect(text.comments.map(\.line) == [2, 3, 6])
    }

    @Test("knows its imports and what it declares and extends")
    func declarations() {
        let text = SwiftText(
            """
            @testable public import A
            import struct B.C
            public struct D<T> { enum E {} }
            extension F.G where T: H {}
            extension [UInt8] {}
            func i() { x.import() }
            """
        )
        #expect(text.imports.map(\.module) == ["A", "B"])
        #expect(text.imports.map(\.line) == [1, 2])
        #expect(text.declaredTypes == ["D", "E"])
        #expect(text.declaredFunctions == ["i"])
        #expect(text.extendedNames == ["F", "G", "Array", "UInt8"])
    }

    @Test("is read to the end, whatever it is")
    func random() {
        var generator = SeededGenerator(seed: 2)
        let source = Array("let a = \"b \\(c) \" // d\n#\"e\"# /* f */ \"\"\"\ng\n\"\"\" import H".utf8)
        for _ in 0..<3000 {
            let mutant = generator.mutation(of: source, alphabet: "\"\\()#/*\n")
            _ = SwiftText(String(decoding: mutant, as: UTF8.self)).tokens
        }
    }
}
