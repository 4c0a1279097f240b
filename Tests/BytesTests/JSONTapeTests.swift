import Bytes
import Testing

/// The tokens of a document and where they point.
@Suite struct JSONTapeTests {
    private func slices(_ tape: JSONTape, _ bytes: [UInt8]) -> [String] {
        tape.tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    @Test func listsValuesInOrder() throws {
        let bytes = [UInt8](#" {"a": [1, -2.5e3], "b\n": {"c": "x"}, "d": true, "e": false, "f": null} "#.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        #expect(
            tape.tokens.map(\.kind) == [
                .object, .string, .array, .number, .number, .string, .object, .string, .string, .string, .true,
                .string, .false, .string, .null,
            ]
        )
        #expect(
            slices(tape, bytes) == [
                String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self), "a", "[1, -2.5e3]", "1", "-2.5e3",
                #"b\n"#, #"{"c": "x"}"#, "c", "x", "d", "true", "e", "false", "f", "null",
            ]
        )
        #expect(tape.tokens.map(\.next) == [15, 2, 5, 4, 5, 6, 9, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(tape.tokens.indices.filter { tape.tokens[$0].isKey } == [1, 5, 7, 9, 11, 13])
        #expect(tape.tokens.indices.filter { tape.tokens[$0].hasEscapes } == [5])
        #expect(tape.tokens.indices.filter { tape.tokens[$0].isInteger } == [3])
    }

    @Test func readsAPartWithAbsoluteOffsets() throws {
        let lines = [UInt8]("{\"a\":1}\n{\"b\":\"two\"}\nx".utf8)
        var tape = JSONTape()
        try tape.parse(lines, in: 8..<19)
        #expect(slices(tape, lines) == [#"{"b":"two"}"#, "b", "two"])
        try tape.parse(lines, in: 0..<7)
        #expect(slices(tape, lines) == [#"{"a":1}"#, "a", "1"])
        #expect(
            throws: JSONError(
                offset: 18,
                line: 1,
                column: 11,
                reason: "expected ',' or '}', found the end of the document"
            )
        ) {
            try tape.parse(lines, in: 8..<18)
        }
        #expect(throws: JSONError(offset: 20, line: 1, column: 1, reason: "expected a value, found 'x'")) {
            try tape.parse(lines, in: 20..<21)
        }
    }

    @Test func readsASpan() throws {
        let bytes = [UInt8](#"["a",2]"#.utf8)
        var tape = JSONTape()
        try bytes.withRawSpan { try tape.parse($0) }
        #expect(slices(tape, bytes) == [#"["a",2]"#, "a", "2"])
        #expect(throws: JSONError.self) { try [UInt8]().withRawSpan { try tape.parse($0) } }
    }

    /// Quotes, backslashes and multi-byte characters at every distance from the 16-byte blocks of the scan.
    @Test func findsTheEndOfStringsOfEveryLength() throws {
        var tape = JSONTape()
        for length in 0..<70 {
            for (piece, escaped) in [
                ("", false), (#"\""#, true), (#"\\"#, true), (#"\u00e9"#, true), ("é", false), ("😀", false),
            ] {
                for position in [0, length / 2, length] {
                    let text =
                        String(repeating: "s", count: position) + piece
                        + String(repeating: "t", count: length - position)
                    let bytes = [UInt8]("[\"\(text)\",\"\(text)\"]".utf8)
                    try tape.parse(bytes)
                    #expect(slices(tape, bytes).dropFirst() == [text, text])
                    #expect(tape.tokens[1].hasEscapes == escaped)
                }
            }
        }
    }

    @Test func findsMembers() throws {
        let bytes = [UInt8](#"{"a":{"b":1},"c":[{"b":2}],"b":3,"k\u0065y":4,"b":5}"#.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        #expect(tape.member("b", of: 0, in: bytes).map { tape.string(of: $0, bytes) } == "5")
        #expect(tape.member("key", of: 0, in: bytes).map { tape.string(of: $0, bytes) } == "4")
        #expect(tape.member("x", of: 0, in: bytes) == nil)
        #expect(
            tape.member("b", of: tape.member("a", of: 0, in: bytes)!, in: bytes).map { tape.string(of: $0, bytes) }
                == "1"
        )
        #expect(tape.member("b", of: tape.member("c", of: 0, in: bytes)!, in: bytes) == nil)
    }
}

extension JSONTape {
    fileprivate func string(of index: Int, _ bytes: [UInt8]) -> String {
        String(decoding: bytes[tokens[index].range], as: UTF8.self)
    }
}
