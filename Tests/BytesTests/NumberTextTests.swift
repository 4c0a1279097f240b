import Bytes
import TestSupport
import Testing

/// Numbers from text and to text.
@Suite struct NumberTextTests {
    private func integer(_ text: String) -> Int64? { [UInt8](text.utf8).withRawSpan { NumberText.parseInt64($0) } }
    private func double(_ text: String) -> Double? { NumberText.parseDouble(text) }

    @Test func readsIntegers() {
        #expect(integer("0") == 0 && integer("-0") == 0 && integer("+7") == 7 && integer("007") == 7)
        #expect(integer("9223372036854775807") == .max && integer("9223372036854775808") == nil)
        #expect(integer("-9223372036854775808") == .min && integer("-9223372036854775809") == nil)
        #expect(integer("00000000000000000000000000001") == 1 && integer("99999999999999999999") == nil)
        for text in ["", "-", "+", "1 ", " 1", "1.0", "1e3", "a", "--1", "1-", "١"] { #expect(integer(text) == nil) }
        let edges: [(String, UInt64?)] = [("18446744073709551615", .max), ("18446744073709551616", nil), ("-1", nil)]
        for (text, value) in edges {
            let bytes = [UInt8](text.utf8)
            #expect(bytes.withRawSpan { NumberText.parseUInt64($0) } == value)
            #expect(NumberText.parseUInt64(bytes, in: 0..<bytes.count) == value)
        }
        #expect(NumberText.parseInt64([UInt8]("a42b".utf8), in: 1..<3) == 42)
    }

    @Test func writesIntegers() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<5000 {
            let value = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
            var bytes: [UInt8] = []
            NumberText.appendDecimal(value, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == String(value))
            #expect(bytes.withRawSpan { NumberText.parseInt64($0) } == value)
        }
        var bytes: [UInt8] = []
        NumberText.appendDecimal(UInt64.max, to: &bytes)
        NumberText.appendDecimal(Int64.min, to: &bytes)
        NumberText.appendDecimal(UInt128.max, to: &bytes)
        NumberText.appendDecimal(7, width: 3, to: &bytes)
        NumberText.appendDecimal(-7, width: 2, to: &bytes)
        NumberText.appendDecimal(1234, width: 2, to: &bytes)
        let expected = "18446744073709551615-9223372036854775808\(UInt128.max)007-071234"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func readsDoubles() {
        #expect(double("0") == 0 && double("-0")?.sign == .minus && double("1.5") == 1.5 && double("+1.5") == 1.5)
        #expect(double(".5") == 0.5 && double("5.") == 5 && double("1e3") == 1000 && double("1E+3") == 1000)
        #expect(double("0.1") == 0.1 && double("123.456") == 123.456 && double("9007199254740993") == 9007199254740992)
        #expect(double("1e400") == .infinity && double("-1e400") == -.infinity && double("1e-400") == 0)
        #expect(double("0e999999999999999999999") == 0 && double("1e99999999999999999999") == .infinity)
        #expect(double("1e-99999999999999999999") == 0)
        #expect(double("inf") == .infinity && double("+Inf") == .infinity && double("-INFINITY") == -.infinity)
        #expect(double("NaN")?.isNaN == true && double("nan")?.isNaN == true)
        #expect(double("0000000000000000000000000000001.5") == 1.5)
        #expect(double("0.00000000000000000000000000000000015") == 1.5e-34)
        #expect(double("2.2250738585072011e-308")?.bitPattern == 0x000F_FFFF_FFFF_FFFF)
        #expect(double("1.7976931348623159e308") == .infinity)
        let refused = [
            "", ".", "-", "+", "e5", "1e", "1e+", "1.5.5", "1 ", " 1", "0x10", "1_000", "infi", "nano", "--1", "1e5x",
            "infinityx", "١", "é",
        ]
        for text in refused { #expect(double(text) == nil, "\(text)") }
    }

    /// The rounding is the standard library's, whichever way was taken.
    @Test func roundsDoublesCorrectly() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(double(value.description) == value)
            let digits = random.next() >> UInt64.random(in: 0..<64, using: &random)
            let text = "\(digits)e\(Int.random(in: -330...310, using: &random))"
            #expect(double(text) == Double(text), "\(text)")
            let fraction = "\(digits % 100_000).\(random.next() >> UInt64.random(in: 0..<64, using: &random))"
            #expect(double(fraction) == Double(fraction), "\(fraction)")
        }
    }

    @Test(arguments: [
        (1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1e20, "100000000000000000000"), (1.5e20, "150000000000000000000"),
        (1e-7, "0.0000001"), (1.25e-5, "0.0000125"), (0.0, "0"), (-0.0, "-0"), (1e16, "10000000000000000"),
        (123456789.125, "123456789.125"), (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (Double.nan, "NaN"),
        (1.2345678901234567e19, "12345678901234567000"),
    ])
    func writesDoublesWithoutExponent(_ value: Double, _ text: String) {
        #expect(NumberText.plain(value) == text)
    }

    @Test func readsBackDoublesWithoutExponent() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<5000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = NumberText.plain(value)
            #expect(!text.contains("e") && double(text) == value)
        }
    }

    @Test func writesTheShortestDouble() {
        #expect(NumberText.shortest(1) == "1.0" && NumberText.shortest(0.1) == "0.1")
        var bytes: [UInt8] = []
        NumberText.appendShortest(-1.5e-10, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-1.5e-10")
    }
}
