import TestSupport
import Testing

@testable import MetricsServer

@Suite("Parameters and numbers of the API")
struct ParameterTests {
    private func form(_ body: String, _ query: String? = nil) throws(APIError) -> FormParameters {
        try FormParameters(body: Array(body.utf8), query: query)
    }

    @Test("The form comes before the URL, and both are decoded")
    func decoding() throws {
        let parameters = try form("query=a%2Bb+c&match[]=x", "query=other&match%5B%5D=y&empty=")
        #expect(parameters["query"] == "a+b c")
        #expect(parameters.all("match[]") == ["x", "y"])
        #expect(parameters["empty"] == nil)
        #expect(parameters["missing"] == nil)
        for bad in ["a=%", "a=%2", "a=%zz", "%=b", "a=%ff"] {
            #expect(throws: APIError.self) { try form(bad) }
        }
    }

    @Test(
        "Times are seconds or RFC 3339",
        arguments: [
            ("1435781451.781", 1_435_781_451_781), ("0", 0), ("-1.5", -1_500), ("1e3", 1_000_000),
            ("1.0004", 1_000), ("1.0006", 1_001), ("2015-07-01T20:10:51.781Z", 1_435_781_451_781),
            ("2015-07-01T22:10:51.781+02:00", 1_435_781_451_781), ("1700000000000.123", 1_700_000_000_000_123),
            ("1e300", FormParameters.latest), ("-9223372036854775808", FormParameters.earliest),
            ("+Inf", FormParameters.latest),
        ] as [(String, Int64)]
    )
    func times(text: String, milliseconds: Int64) {
        #expect(FormParameters.time(text) == milliseconds)
    }

    @Test("What is no time is none", arguments: ["", "x", "NaN", "2015-13-01T00:00:00Z", "2015-07-01", "5m"])
    func noTimes(text: String) {
        #expect(FormParameters.time(text) == nil)
    }

    @Test("Durations are seconds or texts")
    func durations() throws {
        for (text, milliseconds) in [("5", 5_000), ("0.25", 250), ("1h30m", 5_400_000), ("250ms", 250)]
            as [(String, Int64)]
        {
            #expect(try form("step=\(text)").duration("step") == milliseconds)
        }
        for text in ["x", "NaN", "1e300", "5q"] {
            #expect(throws: APIError.self) { try form("step=\(text)").duration("step") }
        }
    }

    @Test("Limits are whole numbers from zero")
    func limits() throws {
        #expect(try form("").limit() == 0)
        #expect(try form("limit=7").limit() == 7)
        #expect(throws: APIError.self) { try form("limit=-1").limit() }
        #expect(throws: APIError.self) { try form("limit=x").limit() }
    }

    @Test(
        "Times of samples are seconds with three digits where they are not zero",
        arguments: [
            (0, "0"), (1_000, "1"), (1_001, "1.001"), (1_010, "1.010"), (1_100, "1.100"), (-1, "-0.001"),
            (-1_500, "-1.500"), (1_435_781_451_781, "1435781451.781"), (.min, "-9223372036854775.808"),
        ] as [(Int64, String)]
    )
    func sampleTimes(milliseconds: Int64, text: String) {
        #expect(String(decoding: SampleText.seconds(milliseconds), as: UTF8.self) == text)
    }

    @Test(
        "Values are as Go writes them",
        arguments: [
            (1, "1"), (0.1, "0.1"), (-0.0, "-0"), (100_000, "100000"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
            (1.5e300, "1.5e+300"), (0.000001, "0.000001"), (0.0000001, "1e-07"), (1.25e-9, "1.25e-09"),
            (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (Double.nan, "NaN"),
            (Double.leastNonzeroMagnitude, "5e-324"), (123456789.123, "123456789.123"),
        ] as [(Double, String)]
    )
    func values(value: Double, text: String) {
        #expect(SampleText.value(value) == text)
    }

    @Test("Label names in paths may be escaped")
    func labelNames() {
        #expect(LabelNameEscape.decode("job") == "job")
        #expect(LabelNameEscape.decode("U__my_2e_label") == "my.label")
        #expect(LabelNameEscape.decode("U__a__b") == "a_b")
        #expect(LabelNameEscape.decode("U__a_1F600_") == "a\u{1F600}")
        #expect(LabelNameEscape.decode("U__a_zz_") == "U__a_zz_")
        #expect(LabelNameEscape.decode("U__a_") == "U__a_")
    }
}
