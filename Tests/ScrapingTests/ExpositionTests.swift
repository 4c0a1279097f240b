import Bytes
import TestSupport
import Testing
import TimeSeries

@testable import Scraping

/// What an exposition says, with ranges turned into text.
struct Parsed: Equatable {
    var labels: Labels
    var value: UInt64
    var timestamp: Int64?

    init(_ labels: Labels, _ value: Double, _ timestamp: Int64? = nil) {
        self.labels = labels
        self.value = value.bitPattern
        self.timestamp = timestamp
    }
}

func parse(_ text: String, _ format: ExpositionFormat) throws(ExpositionError) -> [Parsed] {
    try parse(Array(text.utf8), format)
}

func parse(_ bytes: [UInt8], _ format: ExpositionFormat) throws(ExpositionError) -> [Parsed] {
    var reader = ExpositionReader(bytes, format: format)
    var parsed: [Parsed] = []
    while let entry = try reader.next() {
        guard case .sample(let sample) = entry else { continue }
        parsed.append(Parsed(try reader.labels(), sample.value, sample.timestamp))
    }
    return parsed
}

@Suite("Text format 0.0.4")
struct TextFormatTests {
    @Test("Names, labels, values, timestamps, comments and blank lines")
    func samples() throws {
        let text = """
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # A comment
            #Another
            #\tHELP a b
             msdos_file_access_time_seconds{ path = "C:\\\\DIR\\\\FILE.TXT" , error="Cannot find file:\\n\\"FILE.TXT\\"" , } 1.458255915e9
            metric_without_timestamp_and_labels 12.47
            \tspaced \t +1e-3  \t -5\t
            no_space{a="b"}7
            """
        #expect(
            try parse(text, .text) == [
                Parsed(["__name__": "http_requests_total", "method": "post", "code": "200"], 1027, 1_395_066_363_000),
                Parsed(["__name__": "http_requests_total", "method": "post", "code": "400"], 3, 1_395_066_363_000),
                Parsed(
                    [
                        "__name__": "msdos_file_access_time_seconds", "path": #"C:\DIR\FILE.TXT"#,
                        "error": "Cannot find file:\n\"FILE.TXT\"",
                    ],
                    1.458255915e9
                ),
                Parsed(["__name__": "metric_without_timestamp_and_labels"], 12.47),
                Parsed(["__name__": "spaced"], 0.001, -5),
                Parsed(["__name__": "no_space", "a": "b"], 7),
            ]
        )
    }

    @Test(
        "Numbers are read as Go reads them",
        arguments: [
            ("1", 1.0), ("+Inf", .infinity), ("-Inf", -.infinity), ("inf", .infinity), ("-infinity", -.infinity),
            (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E+3", 1000), ("-0", -0.0), ("0.1", 0.1), ("1e-400", 0),
            ("4.9e-324", Double.leastNonzeroMagnitude), ("00012", 12),
        ]
    )
    func numbers(text: String, value: Double) throws {
        #expect(try parse("a \(text)\n", .text) == [Parsed(["__name__": "a"], value)])
    }

    @Test("A NaN is the ordinary one, however it is written", arguments: ["NaN", "nan", "NAN"])
    func notANumber(text: String) throws {
        #expect(try parse("a \(text)\n", .text)[0].value == 0x7ff8_0000_0000_0001)
    }

    @Test(
        "What Prometheus refuses is refused, with the line",
        arguments: [
            "a", "a\n", "a b\n", "a 1 b\n", "a 1 1 1\n", "a 1 1.5\n", "a{b='c'} 1\n", "a{b=\"c\" d=\"e\"} 1\n",
            "a{b=\"c\",,} 1\n", "a{,} 1\n", "a{b} 1\n", "a{b=\"c\"\n", "a{b=\"c} 1\n", "a{1=\"c\"} 1\n", "1a 1\n",
            "{a=\"b\"} 1\n", "a{b=\"c\",b=\"d\"} 1\n", "a 0x1p3\n", "a 1_000\n", "a 1e999\n", "a -nan\n", "a 1p2\n",
            "# TYPE a meh\n", "# TYPE a untyped counter\n", "# TYPE\n# TYPE 1\n", "a{b=\"\u{0}\u{1}\"} \n", "a-b 1\n",
            "{\"a\",\"b\"} 1\n", "a{\"b\"} 1\n",
        ]
    )
    func refused(text: String) {
        let error = #expect(throws: ExpositionError.self) { try parse("ok 1\n" + text, .text) }
        #expect(error?.line ?? 0 >= 2)
    }

    @Test("Bytes that are no UTF-8 are refused in label values")
    func invalidUTF8() {
        #expect(throws: ExpositionError.self) {
            try parse(Array("a{b=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8), .text)
        }
        #expect(throws: ExpositionError.self) { try parse(Array("# HELP a ".utf8) + [0xC3] + Array("\n".utf8), .text) }
    }

    @Test("Names in quotes may have any character")
    func quotedNames() throws {
        #expect(
            try parse("{\"my.metric\",\"my.label\"=\"x\",plain=\"y\"} 1\nother{\"a b\"=\"z\"} 2\n", .text) == [
                Parsed(["__name__": "my.metric", "my.label": "x", "plain": "y"], 1),
                Parsed(["__name__": "other", "a b": "z"], 2),
            ]
        )
    }

    @Test("Metadata is read with its escapes")
    func metadata() throws {
        var reader = ExpositionReader(Array("# HELP a b\\\\c\\nd\n# TYPE a   gauge  \n".utf8), format: .text)
        guard case .help(let name, let text) = try reader.next() else { throw Missing() }
        #expect(reader.text(name) == "a")
        #expect(reader.text(text) == "b\\c\nd")
        guard case .type(_, .gauge) = try reader.next() else { throw Missing() }
        #expect(try reader.next() == nil)
    }

    private struct Missing: Error {}

    @Test(
        "A damaged exposition is refused or read, and never crashes",
        arguments: [ExpositionFormat.text, .openMetrics]
    )
    func fuzz(format: ExpositionFormat) {
        let text = """
            # HELP a Help.
            # TYPE a counter
            a_total{b="c\\n",d="é"} 1.5 1520879607.789 # {trace_id="x"} 0.67 1520879606
            {"quoted name","l"="v"} 3
            # UNIT b_seconds seconds
            b_seconds NaN
            # EOF

            """
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<4_000 {
            _ = try? parse(generator.mutation(of: Array(text.utf8), alphabet: "{}\"\\,=# \n1eNaIf+-."), format)
        }
        for cut in ByteMutations.truncations(of: Array(text.utf8)) { _ = try? parse(cut, format) }
    }
}

@Suite("OpenMetrics 1.0")
struct OpenMetricsTests {
    @Test("Samples with timestamps in seconds and exemplars")
    func samples() throws {
        let text = """
            # TYPE foo counter
            # UNIT foo_seconds seconds
            # HELP foo Text with \\"quotes\\".
            foo_total{a="b # {",c="}"} 17.0 1520879607.789 # {id="counter-test"} 5
            foo_created 1520872607.123
            bar_bucket{le="+Inf"} 3 # {} 1.5 -1.5
            far 1 12345678901234567890
            # EOF
            """
        var reader = ExpositionReader(Array(text.utf8), format: .openMetrics)
        var exemplars: [ExpositionSample.Exemplar?] = []
        var times: [Int64?] = []
        var labels: [Labels] = []
        while let entry = try reader.next() {
            guard case .sample(let sample) = entry else { continue }
            exemplars.append(sample.exemplar)
            times.append(sample.timestamp)
            labels.append(try reader.exemplarLabels())
        }
        #expect(times == [1_520_879_607_789, nil, nil, .max])
        #expect(exemplars == [.init(value: 5), nil, .init(value: 1.5, timestamp: -1_500), nil])
        #expect(labels == [["id": "counter-test"], [:], [:], [:]])
    }

    @Test(
        "What Prometheus refuses is refused",
        arguments: [
            "a 1\n", "a 1", "# EOF\na 1\n", "\n# EOF\n", "a  1\n# EOF\n", "a\t1\n# EOF\n", "a 1 \n# EOF\n",
            " a 1\n# EOF\n",
            "# comment\n# EOF\n", "#EOF\n", "# TYPE a untyped\n# EOF\n", "a{b=\"c\" ,d=\"e\"} 1\n# EOF\n",
            "a 1 nan\n# EOF\n", "a 1 inf\n# EOF\n", "a 1 # {a=\"b\"}\n# EOF\n",
            "a 1 # {\"a\"} 1\n# EOF\n", "a{b=\"x\ny\"} 1\n# EOF\n", "# UNIT a seconds\n# EOF\n", "# HELP a\n# EOF\n",
            "a{}1\n# EOF\n", "# EOF\n\n",
        ]
    )
    func refused(text: String) {
        #expect(throws: ExpositionError.self) { try parse(text, .openMetrics) }
    }
}

@Suite("Content negotiation")
struct ContentNegotiationTests {
    @Test("asks for what Prometheus 3 asks for")
    func accept() {
        #expect(
            ScrapeProtocol.acceptHeader(ScrapeProtocol.standard)
                == "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
        )
    }

    @Test("takes the format from the Content-Type, and a fallback only where one is configured")
    func contentType() throws {
        #expect(try ExpositionFormat(contentType: "text/plain; version=0.0.4", fallback: nil) == .text)
        #expect(try ExpositionFormat(contentType: "Application/OpenMetrics-Text ;q=1", fallback: nil) == .openMetrics)
        for type in [nil, "", "text/html", "application/json; charset=utf-8"] {
            #expect(throws: ContentTypeError.self) { try ExpositionFormat(contentType: type, fallback: nil) }
            #expect(try ExpositionFormat(contentType: type, fallback: .text0) == .text)
        }
    }
}
