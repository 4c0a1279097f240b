import Expressions
import TestSupport
import Testing

@Suite("A linear expression")
struct LinearExpressionTests {
    @Test(
        "finds a match anywhere, or with anchors only of the whole text",
        arguments: [
            ("b+", "abbc", true, false),
            ("b+", "bbb", true, true),
            ("", "", true, true),
            ("", "a", true, false),
            ("a|ab", "ab", true, true),
            (".*", "two\nlines", true, true),
            ("two.lines", "two\nlines", false, true),
            ("^b", "ab", false, false),
            ("(?i)ERR", "an error", true, false),
            ("ä.", "xäöx", true, false),
            ("\\d{3}", "a404", true, false),
        ]
    )
    func matches(pattern: String, text: String, anywhere: Bool, whole: Bool) throws {
        let free = try LinearExpression(pattern)
        let anchored = try LinearExpression(pattern, anchored: true)
        #expect(free.matches(text) == anywhere)
        #expect(free.matches(Array(text.utf8)) == anywhere)
        #expect(free.matchesSpan(of: text) == anywhere)
        #expect(anchored.matches(text) == whole)
        #expect(anchored.matches(Array(text.utf8)) == whole)
    }

    @Test("ignores case when told to")
    func ignoresCase() throws {
        #expect(try LinearExpression("straße", caseInsensitive: true).matches("STRAßE"))
        #expect(try !LinearExpression("straße").matches("STRAßE"))
    }

    @Test("gives the groups of a match, by number and with their names")
    func groups() throws {
        let expression = try LinearExpression("(?P<host>[^:]+)(:(?P<port>[0-9]+))?(x)?", anchored: true)
        #expect(expression.groupCount == 4)
        #expect(expression.groupNames == [nil, "host", nil, "port", nil])
        #expect(expression.captures("node:9100") == ["node:9100", "node", ":9100", "9100", nil])
        #expect(expression.captures("node") == ["node", "node", nil, nil, nil])
        #expect(expression.captures(":9100") == nil)
        let unanchored = try LinearExpression("b(c)?")
        #expect(unanchored.firstMatch(in: Array("abab".utf8)) == [1..<2, nil])
        #expect(unanchored.firstMatch(in: Array("abab".utf8), from: 2) == [3..<4, nil])
    }

    @Test("knows more groups than fit on its stack")
    func manyGroups() throws {
        let expression = try LinearExpression(String(repeating: "(a)", count: 40))
        let found = try #require(expression.captures(String(repeating: "a", count: 40)))
        #expect(found.count == 41)
        #expect(found.dropFirst().allSatisfy { $0 == "a" })
    }

    @Test("takes the names of groups in the newer notation too, but only where a group begins")
    func goNames() throws {
        #expect(try LinearExpression("(?<level>[A-Z]+)").groupNames == [nil, "level"])
        #expect(try LinearExpression(#"\(?<a>"#).matches("(<a>"))
        #expect(try LinearExpression(#"\(\?<a>"#).matches("(?<a>"))
        #expect(try LinearExpression("[(?<a>)]+x").matches("<?x"))
        #expect(try LinearExpression("[](?<a>)]+x").matches("]?x"))
        #expect(try LinearExpression(#"\Q(?<a>\E"#).matches("(?<a>"))
        #expect(try LinearExpression(#"\Q(?<a>\E(?<b>x)"#).groupNames == [nil, "b"])
        #expect(throws: ExpressionError.self) { try LinearExpression("(?<=a)b") }
        #expect(throws: ExpressionError.self) { try LinearExpression("(?<!a)b") }
    }

    @Test(
        "refuses what is no pattern, and says why",
        arguments: [
            ("(", "missing ): ("),
            ("[z-a]", "invalid character class range: z-a"),
            ("*a", "no argument for repetition operator: *"),
            (#"\1"#, #"invalid escape sequence: \1"#),
            ("a{1001}", "invalid repetition size: {1001}"),
            ("(?=a)", "invalid perl operator: (?="),
        ]
    )
    func refuses(pattern: String, reason: String) {
        let error = #expect(throws: ExpressionError.self) { try LinearExpression(pattern) }
        #expect(error == ExpressionError(pattern: pattern, reason: reason))
        #expect(error?.description == "regular expression \"\(pattern)\": \(reason)")
    }

    @Test("refuses patterns that need too much memory or are too long")
    func limits() {
        let bomb = #expect(throws: ExpressionError.self) { try LinearExpression("((x{100}){100}){100}") }
        #expect(
            bomb?.reason.contains("size") == true || bomb?.reason.contains("large") == true,
            "\(String(describing: bomb))"
        )
        let long = #expect(throws: ExpressionError.self) {
            try LinearExpression(String(repeating: "a", count: LinearExpression.maxPatternBytes + 1))
        }
        #expect(long?.reason == "a pattern of 65537 bytes, the limit is 65536")
        #expect(throws: ExpressionError.self) { try LinearExpression(String(repeating: "(", count: 30_000)) }
    }

    @Test("is linear where others explode, and takes texts with zeros and broken characters")
    func hostileTexts() throws {
        let expression = try LinearExpression("(a*)*b", anchored: true)
        #expect(!expression.matches(Array(repeating: UInt8(ascii: "a"), count: 1_000_000)))
        #expect(try LinearExpression("a\\x00b").matches([97, 0, 98]))
        #expect(try LinearExpression("x$").matches([0xFF, 0xC3, 120]))
        #expect(try !LinearExpression("^.x$").matches([0xFF, 120]))
        #expect(try LinearExpression("").matches([UInt8]()))
    }

    @Test(
        "fills in templates as Go does",
        arguments: [
            ("$1", "foo"),
            ("${1}", "foo"),
            ("$1-$2", "foo-bar"),
            ("$1x", ""),
            ("${1}x", "foox"),
            ("$name", "foo"),
            ("${name}_", "foo_"),
            ("$name_", ""),
            ("$$1", "$1"),
            ("$", "$"),
            ("a$", "a$"),
            ("${1", "${1"),
            ("$-", "$-"),
            ("$0", "foo:bar"),
            ("$3$9", ""),
            ("$99999999999999999999", ""),
            ("ä$1ö", "ä"),
            ("ä$1-ö", "äfoo-ö"),
            ("${}", "${}"),
        ]
    )
    func templates(template: String, expected: String) throws {
        let expression = try LinearExpression("(?P<name>\\w+):(\\w+)(z)?", anchored: true)
        #expect(expression.expand(template, of: "foo:bar") == expected)
        #expect(expression.expand(template, of: try #require(expression.captures("foo:bar"))) == expected)
        #expect(expression.expand(template, of: "no match!") == nil)
    }

    @Test(
        "replaces all matches, also empty ones",
        arguments: [
            ("a+", "baaac", "<$0>", "b<aaa>c"),
            ("a*", "baaac", "x", "xbxcx"),
            ("", "äb", "-", "-ä-b-"),
            ("(\\w)(\\w)", "abcd", "$2$1", "badc"),
            ("z", "abc", "x", "abc"),
            ("^a", "aaa", "b", "baa"),
        ]
    )
    func replaces(pattern: String, text: String, template: String, expected: String) throws {
        #expect(try LinearExpression(pattern).replace(text, with: template) == expected)
    }

    @Test("may be used from many threads at a time")
    func threads() async throws {
        let expression = try LinearExpression("([a-z]+)-([0-9]+)", anchored: true)
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2000).allSatisfy { expression.captures("task-\(task * 10_000 + $0)")?[1] == "task" }
                }
            }
            for await right in group { #expect(right) }
        }
    }

    @Test("survives random patterns")
    func randomPatterns() {
        var generator = SeededGenerator(seed: 5)
        let seed = Array(#"^(?P<a>[^\s]+) (?<b>\d{1,3}|x*?)[[:alpha:]]\p{Greek}\Q.\E$"#.utf8)
        let text = Array("first 12a α. a b c".utf8)
        var compiled = 0
        for _ in 0..<4000 {
            let pattern = generator.mutation(of: seed, alphabet: #"()[]{}?*+|\^$.<>P-,:"#)
            if let expression = try? LinearExpression(String(decoding: pattern, as: UTF8.self)) {
                compiled += 1
                if let found = expression.firstMatch(in: text) {
                    #expect(found.allSatisfy { $0.map { $0.upperBound <= text.count } ?? true })
                }
            }
        }
        #expect(compiled > 100)
    }
}
