import Bytes
import TestSupport
import Testing

/// Values from text and back.
@Suite struct JSONValueTests {
    @Test func readsNumbersAtTheEdges() throws {
        #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSONValue(parsing: "9223372036854775808") == .unsigned(9_223_372_036_854_775_808))
        #expect(try JSONValue(parsing: "18446744073709551615") == .unsigned(.max))
        #expect(try JSONValue(parsing: "18446744073709551616") == .double(18_446_744_073_709_551_616))
        #expect(try JSONValue(parsing: "-9223372036854775809") == .double(-9_223_372_036_854_775_808))
        #expect(try JSONValue(parsing: "0") == .integer(0))
        #expect(try JSONValue(parsing: "1.0") == .double(1))
        #expect(try JSONValue(parsing: "1e2") == .double(100))
        #expect(try JSONValue(parsing: "1.7976931348623157e308") == .double(.greatestFiniteMagnitude))
        #expect(try JSONValue(parsing: "5e-324") == .double(.leastNonzeroMagnitude))
        #expect(try JSONValue(parsing: "1e-400") == .double(0))
    }

    @Test func keepsTheSignOfZero() throws {
        for text in ["-0", "-0.0", "-0e5"] {
            let value = try #require(try JSONValue(parsing: text).double)
            #expect(value == 0 && value.sign == .minus)
        }
        #expect(try JSONValue(parsing: JSONValue.double(-0.0).text).double?.sign == .minus)
    }

    @Test func refusesNumbersTooLargeForADouble() {
        for text in ["1e400", "[1,-1e400]", "{\"a\":1.8e308}"] {
            #expect { try JSONValue(parsing: text) } throws: { error in "\(error)".contains("too large for a double") }
        }
        #expect { try JSONValue(parsing: "[1,\n 1e400]") } throws: { error in
            (error as? JSONError)?.line == 2 && (error as? JSONError)?.column == 2
        }
    }

    @Test func unescapesStrings() throws {
        #expect(
            try JSONValue(parsing: #""\u0041\u00e9\u20AC\ud83d\ude00\"\\\/\b\f\n\r\t""#) == "Aé€😀\"\\/\u{8}\u{C}\n\r\t"
        )
        #expect(try JSONValue(parsing: #""\u0000""#) == "\u{0}")
        #expect(try JSONValue(parsing: #""\ud800""#) == "\u{FFFD}")
        #expect(try JSONValue(parsing: #""\udc00\ud800x""#) == "\u{FFFD}\u{FFFD}x")
        #expect(try JSONValue(parsing: #""\ud800\ud83d\ude00""#) == "\u{FFFD}😀")
        #expect(try JSONValue(parsing: #""\ud800\u0041""#) == "\u{FFFD}A")
        #expect(try JSONValue(parsing: #""\ud800\n""#) == "\u{FFFD}\n")
        #expect(try JSONValue(parsing: #"{"\u006b":1}"#)["k"] == 1)
    }

    @Test func writesCompactAndPretty() {
        let value: JSONValue = ["a": [1, 2.5, nil], "b": [:], "c": [], "d": ["e": true, "f": "\"x\"\u{1}\u{7F}/"]]
        #expect(value.text == #"{"a":[1,2.5,null],"b":{},"c":[],"d":{"e":true,"f":"\"x\"\u0001\#u{7F}/"}}"#)
        let expected = """
            {
              "a": [
                1,
                2.5,
                null
              ],
              "b": {},
              "c": [],
              "d": {
                "e": true,
                "f": "\\"x\\"\\u0001\u{7F}/"
              }
            }
            """
        #expect(String(decoding: value.serialized(pretty: true), as: UTF8.self) == expected)
    }

    @Test func answersByKindAndName() {
        let value: JSONValue = ["s": "t", "i": 3, "d": 1.5, "b": true, "n": nil, "a": [1, "x"], "o": ["k": 1]]
        #expect(value["s"]?.string == "t" && value["i"]?.int == 3 && value["i"]?.double == 3)
        #expect(value["d"]?.double == 1.5 && value["d"]?.int == nil && value["b"]?.bool == true)
        #expect(value["n"]?.isNull == true && value["missing"] == nil && value["a"]?[1]?.string == "x")
        #expect(value["a"]?[2] == nil && value["a"]?[-1] == nil && value["o"]?["k"]?.int == 1 && value[0] == nil)
        #expect(value["a"]?.array?.count == 2 && value["o"]?.object?.keys == ["k"] && value["s"]?.bool == nil)
        #expect(JSONValue(UInt64.max) == .unsigned(.max) && JSONValue(UInt8(7)) == .integer(7))
    }

    @Test func readsBackWhatItWrites() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let value = JSONValue.random(depth: 5, using: &random)
            #expect(try JSONValue(parsing: value.serialized()) == value)
            #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value)
        }
    }

    /// A document cut off anywhere is an error, never a trap and never a value. Only numbers may be cut.
    @Test func refusesEveryBeginningOfADocument() {
        let text = #"{"a":[1,-2.5e+3,"x\u00e9\n é€😀",{"b":null,"c":[true,false,[]]}],"d":{}}"#
        let bytes = [UInt8](text.utf8)
        for length in 0..<bytes.count {
            #expect { try JSONValue(parsing: [UInt8](bytes[..<length])) } throws: { error in
                (error as? JSONError).map { $0.offset <= length } ?? false
            }
        }
    }

    /// Whatever is done to a document: it is refused with a place inside of it, or it is read, and then what is
    /// written from it reads back as the same.
    @Test func survivesDamage() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<300 {
            let document = JSONValue.random(depth: 4, using: &random).serialized(pretty: Bool.random(using: &random))
            for _ in 0..<20 {
                let damaged = random.mutation(of: document)
                do {
                    let value = try JSONValue(parsing: damaged)
                    #expect((try? JSONValue(parsing: value.serialized())) == value)
                    #expect(UTF8Text.isValid(damaged))
                } catch {
                    #expect(error.offset >= 0 && error.offset <= damaged.count && error.line > 0 && error.column > 0)
                }
            }
        }
    }
}
