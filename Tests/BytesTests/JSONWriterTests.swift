import Bytes
import Testing

/// Text written piece by piece.
@Suite struct JSONWriterTests {
    @Test func placesCommas() {
        var writer = JSONWriter(reservingCapacity: 100)
        writer.beginObject()
        writer.member("s", "t")
        writer.member("i", 1)
        writer.member("d", 0.5)
        writer.member("b", false)
        writer.member("v", [1, nil] as JSONValue)
        writer.key("a")
        writer.beginArray()
        writer.beginArray()
        writer.endArray()
        writer.beginObject()
        writer.endObject()
        writer.null()
        writer.raw([UInt8]("{\"x\":1}".utf8))
        writer.integer(UInt64.max)
        writer.integer(Int8(-1))
        writer.endArray()
        writer.endObject()
        writer.newline()
        writer.bool(true)
        let expected =
            #"{"s":"t","i":1,"d":0.5,"b":false,"v":[1,null],"a":[[],{},null,{"x":1},18446744073709551615,-1]}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected + "\ntrue")
    }

    @Test func writesDoublesThatReadBack() {
        func text(_ value: Double) -> String {
            var writer = JSONWriter()
            writer.double(value)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        #expect(text(1) == "1.0" && text(-0.0) == "-0.0" && text(0.1) == "0.1" && text(1e300) == "1e+300")
        #expect(text(.infinity) == "null" && text(-.infinity) == "null" && text(.nan) == "null")
    }

    @Test func repairsWhatIsNoUTF8() throws {
        // The replacements are those of the standard library, one for each longest possible beginning.
        let samples: [[UInt8]] = [
            [0x61, 0xFF, 0x62], [0xC3], [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xF0, 0x9F, 0x98, 0x22], [0xED, 0xA0, 0x80],
            [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x41], [0xE0, 0x9F, 0xBF], [0xC3, 0xA9, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41],
        ]
        for sample in samples {
            for padding in [0, 1, 15, 16, 17] {
                let bytes = [UInt8](repeating: 0x78, count: padding) + sample
                var writer = JSONWriter()
                writer.string(utf8: bytes.span)
                #expect(try JSONValue(parsing: writer.bytes) == .string(String(decoding: bytes, as: UTF8.self)))
            }
        }
    }

    @Test func escapesAtEveryPosition() throws {
        for length in 0..<40 {
            for special in ["\"", "\\", "\n", "\u{1}", "é", "😀"] {
                for position in 0...length {
                    let text =
                        String(repeating: "a", count: position) + special
                        + String(repeating: "b", count: length - position)
                    var bytes: [UInt8] = []
                    JSONText.appendQuoted(text, to: &bytes)
                    #expect(try JSONValue(parsing: bytes).string == text)
                    var again: [UInt8] = []
                    try JSONText.unescape(bytes, in: 1..<(bytes.count - 1), into: &again)
                    #expect(again == [UInt8](text.utf8))
                }
            }
        }
    }

    @Test func refusesUnknownEscapes() {
        for text in [#"\x"#, #"\"#, #"\u12"#, #"\u12G4"#, #"ab\ud83d\u12"#] {
            var bytes: [UInt8] = []
            #expect(throws: JSONError.self) {
                try [UInt8](text.utf8).withRawSpan { try JSONText.unescape($0, into: &bytes) }
            }
        }
    }
}
