import Bytes
import Testing

/// What RFC 8259 allows and what it does not.
@Suite struct JSONGrammarTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "10", "1.5", "-1.5e+10", "1E5", "1e-5", "0.0", "0e0", "\"\"", "\"a\"",
        "[]", "{}", "[[]]", "[1,2]", "{\"a\":1}", " \t\r\n[ 1 , { \"a\" : [ ] } ]\n", "\"\\u0041\\n\\/\\\\\\\"\"",
        "\"\\ud800\"", "\"é€😀\"", "\"\u{7F}\"", "{\"\":{}}", "{\"a\":1,\"a\":2}", "\"\\uDBFF\\uDFFF\"", "1e400",
        "123456789012345678901234567890",
    ])
    func accepts(_ text: String) throws {
        var tape = JSONTape()
        try tape.parse([UInt8](text.utf8))
        #expect(tape.tokens.first?.next == tape.tokens.count)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "+1", "01", "-", "-01", "1.", ".5", "1.e5", "1e", "1e+", "0x10", "NaN",
        "Infinity", "-Infinity", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\t\"",
        "\"\u{0}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]",
        "1 2", "[] []", "// c\n1", "/* c */ 1", "\u{FEFF}1", "\u{A0}1", "'a'", "[1]x", "{\"a\":}", "{:1}", "--1", "1-",
        "1.5.5", "tru", "[tru]", "\"\\",
    ])
    func refuses(_ text: String) {
        var tape = JSONTape()
        #expect(throws: JSONError.self) { try tape.parse([UInt8](text.utf8)) }
        #expect(tape.tokens.isEmpty)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]]
    )
    func refusesWhatIsNoUTF8(_ bytes: [UInt8]) {
        for padding in 0..<20 {
            let prefix = [UInt8](repeating: UInt8(ascii: "x"), count: padding)
            let document = [0x22] + prefix + bytes + prefix + [0x22]
            var tape = JSONTape()
            #expect { try tape.parse(document) } throws: { error in
                (error as? JSONError)?.offset == 1 + padding && "\(error)".contains("invalid UTF-8")
            }
        }
    }

    @Test func namesLineAndColumn() {
        let text = "{\n  \"é\": [1,\n    2,\n    x]\n}"
        #expect { try JSONValue(parsing: text) } throws: { error in
            "\(error)" == "line 4, column 5: expected a value, found 'x'"
        }
        #expect { try JSONValue(parsing: "[\"é\" 1]") } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.line == 1 && error.column == 6 && error.offset == 6
        }
        #expect { try JSONValue(parsing: "[1,") } throws: { error in
            "\(error)" == "line 1, column 4: expected a value, found the end of the document"
        }
    }

    @Test func limitsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
        #expect { try JSONValue(parsing: nested(65)) } throws: { error in
            "\(error)" == "line 1, column 65: nested deeper than 64 levels"
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000)) }
        var deep = JSONTape(depthLimit: 10_000)
        try deep.parse([UInt8](nested(10_000).utf8))
        #expect(deep.tokens.count == 10_000)
        var flat = JSONTape(depthLimit: 0)
        try flat.parse([UInt8]("1".utf8))
        #expect(throws: JSONError.self) { try flat.parse([UInt8]("[]".utf8)) }
    }

    @Test func closesContainersBeforeItCountsDeeper() throws {
        var tape = JSONTape(depthLimit: 2)
        try tape.parse([UInt8]("[[],{}]".utf8))
        #expect(tape.tokens.map(\.kind) == [.array, .array, .object])
        #expect(throws: JSONError.self) { try tape.parse([UInt8]("[[],{\"a\":{}}]".utf8)) }
    }
}
