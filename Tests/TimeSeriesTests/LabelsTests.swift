import Expressions
import TestSupport
import Testing
import TimeSeries

@Suite("Labels")
struct LabelsTests {
    @Test("are sorted by name, hold each name once, and no empty values")
    func construction() {
        let labels: Labels = ["z": "1", "a": "2", "m": "", "a": "3"]
        #expect(labels.map(\.name) == ["a", "z"])
        #expect(labels["a"] == "3")
        #expect(labels["m"] == nil)
        #expect(labels.count == 2)
        #expect(Labels().isEmpty)
        #expect(Labels([("a", "")]) == Labels())
    }

    @Test("with the same content are equal and hash alike whatever the order they were given in")
    func equality() {
        let one = Labels([("a", "1"), ("b", "2")])
        let other = Labels([("b", "2"), ("a", "1")])
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.fingerprint == other.fingerprint)
        #expect(one != Labels([("a", "1")]))
    }

    @Test("have a fingerprint that is the same in every process")
    func fingerprint() {
        #expect(Labels([("a", "1")]).fingerprint == Labels([("a", "1")]).fingerprint)
        #expect(Labels([("a", "1")]).fingerprint != Labels([("a", "2")]).fingerprint)
        // Moved borders between name and value are no collision.
        #expect(Labels([("ab", "c")]).fingerprint != Labels([("a", "bc")]).fingerprint)
        // The moments at which targets are scraped depend on it.
        #expect(Labels(metricName: "up", [("job", "node")]).fingerprint == 0x3cc1_1dd8_1b8b_a673)
    }

    @Test("are compared byte for byte, so that two spellings of one letter are two values")
    func bytesNotCharacters() {
        let composed = Labels([("a", "\u{E9}")])
        let decomposed = Labels([("a", "e\u{301}")])
        #expect(composed != decomposed)
        #expect(composed["a"]?.utf8.count == 2)
        #expect(decomposed["a"]?.utf8.count == 3)
        #expect(Label(name: "a", value: "\u{E9}") != Label(name: "a", value: "e\u{301}"))
    }

    @Test("may have values of any length", arguments: [0, 1, 254, 255, 256, 70_000])
    func lengths(count: Int) {
        let value = String(repeating: "x", count: count)
        let labels = Labels([("name", value), ("other", "y")])
        #expect(labels["name"] == (count == 0 ? nil : value))
        #expect(labels["other"] == "y")
        #expect(labels.setting("between", to: value)["name"] == labels["name"])
    }

    @Test("sort as Prometheus sorts them: name before value, label by label, the shorter set first")
    func order() {
        let sorted: [Labels] = [
            [:], ["a": "1"], ["a": "1", "b": "1"], ["a": "1", "b": "2"], ["a": "1", "c": "0"], ["a": "2"],
            ["aa": "0"], ["b": "0"],
        ]
        var generator = SeededGenerator(seed: 1)
        #expect(sorted.shuffled(using: &generator).sorted() == sorted)
        for (index, left) in sorted.enumerated() {
            for (other, right) in sorted.enumerated() { #expect((left < right) == (index < other)) }
        }
    }

    @Test("are edited by name, and stay what a dictionary says")
    func editing() {
        var generator = SeededGenerator(seed: 2)
        let names = ["__name__", "a", "b", "c", "dd", "é"]
        for _ in 0..<2_000 {
            var model: [String: String] = [:]
            for name in names where Bool.random(using: &generator) {
                model[name] = "\(Int.random(in: 0..<9, using: &generator))"
            }
            let labels = Labels(model.map { ($0.key, $0.value) })
            let some = names.filter { _ in Bool.random(using: &generator) }
            #expect(labels.keeping(some) == Labels(model.filter { some.contains($0.key) }.map { ($0.key, $0.value) }))
            #expect(labels.dropping(some) == Labels(model.filter { !some.contains($0.key) }.map { ($0.key, $0.value) }))
            let name = names.randomElement(using: &generator)!
            let value = Bool.random(using: &generator) ? "new" : ""
            model[name] = value.isEmpty ? nil : value
            #expect(labels.setting(name, to: value) == Labels(model.map { ($0.key, $0.value) }))
        }
    }

    @Test("are written as Prometheus writes them")
    func text() {
        #expect(Labels().description == "{}")
        #expect(Labels(metricName: "up", [("job", "a\"b\\c\nd")]).description == #"{__name__="up", job="a\"b\\c\nd"}"#)
        #expect(Labels(metricName: "up", [("job", "x")]).seriesText == #"up{job="x"}"#)
        #expect(Labels(metricName: "up").seriesText == "up")
        #expect(Labels(metricName: "my.metric").seriesText == #"{__name__="my.metric"}"#)
        #expect(Labels([("my.label", "\u{1}\u{200B}ü")]).description == #"{"my.label"="\x01\u200bü"}"#)
    }

    @Test("of a matcher's operation")
    func matchers() throws {
        #expect(try LabelMatcher("a", .equal, "x").matches("x"))
        #expect(try !LabelMatcher("a", .equal, "x").matches("xx"))
        #expect(try LabelMatcher("a", .notEqual, "x").matches(""))
        #expect(try LabelMatcher("a", .matches, "x|y+").matches("yy"))
        #expect(try !LabelMatcher("a", .matches, "x|y+").matches("yyz"))
        #expect(try LabelMatcher("a", .doesNotMatch, "x.*").matches("y"))
        #expect(try LabelMatcher("a", .matches, "x.y").matches("x\ny"))
        #expect(try LabelMatcher("a", .matches, ".*").matchesEmpty)
        #expect(try !LabelMatcher("a", .matches, ".+").matchesEmpty)
        #expect(throws: ExpressionError.self) { try LabelMatcher("a", .matches, "(") }
        #expect(throws: ExpressionError.self) { try LabelMatcher("a", .doesNotMatch, "a)b(") }
        #expect(try LabelMatcher("a", .doesNotMatch, "x\"").description == #"a!~"x\"""#)
    }

    @Test("A stale marker is one bit pattern and no other NaN")
    func staleness() {
        #expect(StaleMarker.isStale(StaleMarker.value))
        #expect(StaleMarker.value.bitPattern == 0x7ff0_0000_0000_0002)
        #expect(!StaleMarker.isStale(.nan))
        #expect(!StaleMarker.isStale(StaleMarker.ordinaryNaN))
        #expect(!StaleMarker.isStale(.infinity))
    }
}
