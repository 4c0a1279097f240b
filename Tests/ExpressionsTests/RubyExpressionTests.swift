import Expressions
import TestSupport
import Testing

@Suite("A Ruby expression")
struct RubyExpressionTests {
    /// The texts of all groups.
    func groups(_ pattern: String, _ text: String, _ options: RubyExpression.Options = []) throws -> [String?]? {
        let utf8 = Array(text.utf8)
        return try RubyExpression(pattern, options: options).search(in: utf8)?.map { range in
            range.map { String(decoding: utf8[$0], as: UTF8.self) }
        }
    }

    @Test("reads the classic patterns of web server logs, with their names in order")
    func apacheLine() throws {
        let pattern =
            #"^(?<host>[^ ]*) [^ ]* (?<user>[^ ]*) \[(?<time>[^\]]*)\] "(?<method>\S+)(?: +(?<path>(?:[^\"]|\\.)*?)(?: +\S*)?)?" (?<code>[^ ]*) (?<size>[^ ]*)$"#
        let expression = try RubyExpression(pattern)
        #expect(expression.groupNames.map(\.name) == ["host", "user", "time", "method", "path", "code", "size"])
        #expect(expression.groupNames.map(\.index) == Array(1...7))
        let line = Array(#"10.0.0.1 - ann [22/Nov/2026:18:33:17 +0000] "GET /a?b=c HTTP/1.1" 200 2326"#.utf8)
        let match = try #require(try expression.search(in: line))
        let named = expression.namedRanges(of: match).map {
            "\($0.name)=\(String(decoding: line[$0.range], as: UTF8.self))"
        }
        #expect(
            named == [
                "host=10.0.0.1", "user=ann", "time=22/Nov/2026:18:33:17 +0000", "method=GET", "path=/a?b=c", "code=200",
                "size=2326",
            ]
        )
    }

    @Test("does not capture without a name where there are names")
    func namesOnly() throws {
        #expect(try groups("(a)(?<x>b)(c)", "abc") == ["abc", "b"])
        #expect(try groups("(a)(b)", "ab") == ["ab", "a", "b"])
    }

    @Test("knows what Ruby knows")
    func dialect() throws {
        #expect(try groups("(?<=a)b(?!c)", "abc abd") == ["b"])
        #expect(try groups(#"(\w)\1"#, "hello") == ["ll", "l"])
        #expect(try groups(#"\h+"#, "xyz cafe") == ["cafe"])
        #expect(try groups("a++b", "aaab") == ["aaab"])
        #expect(try groups("(?>a+)ab", "aaab") == nil)
        #expect(try groups(#"\Ab"#, "a\nb") == nil)
        #expect(try groups("^b$", "a\nb\nc") == ["b"])
        #expect(try groups(#"a\z"#, "a\n") == nil)
        #expect(try groups(#"a\Z"#, "a\n") == ["a"])
        #expect(try groups(#"(?<n>\((?:[^()]|\g<n>)*\))"#, "x(a(b)c)y")?.first == "(a(b)c)")
        #expect(try groups(#"foo\Kbar"#, "foobar") == ["bar"])
    }

    @Test("takes the three options")
    func options() throws {
        #expect(try groups("A.b", "a\nB") == nil)
        #expect(try groups("A.b", "a\nB", [.ignoreCase, .multiline]) == ["a\nB"])
        #expect(try groups("a b # comment", "ab", .extended) == ["ab"])
        #expect(try groups("(?mi-x:A.b)", "a\nB") == ["a\nB"])
    }

    @Test("has ASCII words and digits, and Unicode's brackets and properties")
    func characterClasses() throws {
        #expect(try groups(#"\w+"#, "äab") == ["ab"])
        #expect(try groups(#"\d+"#, "٣4") == ["4"])
        #expect(try groups("[[:alpha:]]+", "1äb") == ["äb"])
        #expect(try groups(#"\p{Hiragana}+"#, "aひら") == ["ひら"])
        #expect(try groups("ä", "Ä", .ignoreCase) == ["Ä"])
        #expect(try groups("^.$", "€") == ["€"])
    }

    @Test("searches a range as if nothing were around it, and gives offsets in the whole")
    func ranges() throws {
        let expression = try RubyExpression(#"\A(?<a>b+)\z"#)
        let bytes = Array("abbc".utf8)
        #expect(expression.firstMatch(in: bytes) == nil)
        #expect(expression.firstMatch(in: bytes, range: 1..<3) == [1..<3, 1..<3])
        #expect(expression.firstMatch(in: bytes, range: 2..<2) == nil)
        #expect(try RubyExpression("(?<=a)b").firstMatch(in: bytes, range: 1..<3) == nil)
        #expect(try RubyExpression("").firstMatch(in: [], range: 0..<0) == [0..<0])
    }

    @Test("gives up on patterns that backtrack without end, says so and counts it")
    func backtracking() throws {
        let expression = try RubyExpression(#"^(?<a>(?:a+)+)+(?:b|\g<a>)$"#, retryLimit: 10_000)
        let simple = try RubyExpression("^(a|a)*(a|a)*(a|a)*c?$", retryLimit: 10_000)
        let text = Array(repeating: UInt8(ascii: "a"), count: 5000) + [UInt8(ascii: "!")]
        for expression in [expression, simple] {
            let error = #expect(throws: ExpressionError.self) { try expression.search(in: text) }
            #expect(error?.reason == "the pattern backtracks too much on this text")
            #expect(expression.abandonedSearches == 0)
            #expect(expression.firstMatch(in: text) == nil)
            #expect(expression.abandonedSearches == 1)
            // The next text is matched as ever.
            #expect(expression.firstMatch(in: []) != nil || expression.abandonedSearches == 1)
        }
    }

    @Test("matches bytes that are not UTF-8 as bytes, at the end of the text too")
    func brokenText() throws {
        let expression = try RubyExpression(#"^(?<level>\w+) (?<rest>.*)$"#)
        let line = Array("warn caf".utf8) + [0xE9]
        #expect(expression.firstMatch(in: line) == [0..<9, 0..<4, 5..<9])
        for tail in [
            [0xF0], [0xF0, 0x9F], [0xE2, 0x82], [0xFF], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]] {
            let text = Array("warn ".utf8) + tail
            #expect(expression.firstMatch(in: text) == [0..<text.count, 0..<4, 5..<text.count])
        }
        // A pattern that needs characters says so.
        let characters = try RubyExpression(#"\p{Hiragana}"#)
        let error = #expect(throws: ExpressionError.self) { try characters.search(in: [0xFF]) }
        #expect(error?.reason == "the text is not UTF-8, and the pattern needs characters")
    }

    @Test(
        "refuses what is no pattern, and says why",
        arguments: [
            ("(", "end pattern with unmatched parenthesis"),
            ("[a", "premature end of char-class"),
            ("*", "target of repeat operator is not specified"),
            ("(?<a>x)\\k<b>", "undefined name <b> reference"),
            ("a\\", "end pattern at escape"),
        ]
    )
    func refuses(pattern: String, reason: String) {
        let error = #expect(throws: ExpressionError.self) { try RubyExpression(pattern) }
        #expect(error == ExpressionError(pattern: pattern, reason: reason))
    }

    @Test("refuses patterns that are too long or nested too deeply")
    func limits() {
        #expect(throws: ExpressionError.self) {
            try RubyExpression(String(repeating: "a", count: RubyExpression.maxPatternBytes + 1))
        }
        #expect(throws: ExpressionError.self) {
            try RubyExpression(String(repeating: "(", count: 20_000) + String(repeating: ")", count: 20_000))
        }
    }

    @Test("lets several groups have one name, of which the last that took part counts")
    func repeatedNames() throws {
        let expression = try RubyExpression("(?<v>a)|(?<v>b)(?<v>c)?")
        #expect(expression.groupNames.map(\.name) == ["v", "v", "v"])
        let text = Array("bc".utf8)
        let match = try #require(expression.firstMatch(in: text))
        let ranges = expression.namedRanges(of: match)
        #expect(ranges.map(\.name) == ["v"])
        #expect(ranges.map(\.range) == [1..<2])
    }

    @Test("may be used from many threads at a time")
    func threads() async throws {
        let expression = try RubyExpression("^(?<word>[a-z]+)-(?<number>[0-9]+)$")
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2000).allSatisfy { round in
                        let text = Array("task-\(task * 10_000 + round)".utf8)
                        return expression.firstMatch(in: text) == [0..<text.count, 0..<4, 5..<text.count]
                    }
                }
            }
            for await right in group { #expect(right) }
        }
    }

    @Test("survives random patterns and texts")
    func random() {
        var generator = SeededGenerator(seed: 9)
        let seed = Array(#"^(?<a>[^\s]+) (?<b>\d{1,3}|x*?)(?<=c)\k<a>[[:alpha:]]\p{Greek}(?>d|\h)$"#.utf8)
        let text = Array("first 12a α. a b c".utf8)
        var compiled = 0
        for _ in 0..<3000 {
            let pattern = generator.mutation(of: seed, alphabet: #"()[]{}?*+|\^$.<>k-,:"#)
            guard let expression = try? RubyExpression(String(decoding: pattern, as: UTF8.self), retryLimit: 1000)
            else {
                continue
            }
            compiled += 1
            let mutant = generator.mutation(of: text)
            if let found = expression.firstMatch(in: mutant) {
                #expect(found.allSatisfy { $0.map { $0.upperBound <= mutant.count } ?? true })
            }
        }
        #expect(compiled > 100)
    }
}
