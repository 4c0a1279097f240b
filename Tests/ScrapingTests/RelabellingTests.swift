import Testing
import TimeSeries

@testable import Scraping

@Suite("Relabelling")
struct RelabellingTests {
    private func rule(_ change: (inout RelabelRule.Settings) -> Void) throws(RelabelError) -> RelabelRule {
        var settings = RelabelRule.Settings()
        change(&settings)
        return try RelabelRule(settings)
    }

    private let labels: Labels = ["a": "foo", "b": "bar", "c": "baz", "__meta_x_port": "80"]

    @Test("replace puts the expanded replacement where the expression matches the joined sources")
    func replace() throws {
        let joined = try rule {
            $0.sourceLabels = ["a", "b"]
            $0.targetLabel = "d"
            $0.regex = "f(.*);(?P<rest>.*)r"
            $0.replacement = "ch${1}-${1}-$rest$$"
        }
        #expect(joined.apply(to: labels)?["d"] == "choo-oo-ba$")
        let noMatch = try rule {
            $0.sourceLabels = ["a"]
            $0.targetLabel = "d"
            $0.regex = "oo"
        }
        #expect(noMatch.apply(to: labels) == labels)
        let emptied = try rule {
            $0.sourceLabels = ["a"]
            $0.targetLabel = "b"
            $0.replacement = "$2"
        }
        #expect(emptied.apply(to: labels)?["b"] == nil)
        let computed = try rule {
            $0.sourceLabels = ["a"]
            $0.regex = "(.*)"
            $0.targetLabel = "${1}_label"
            $0.replacement = "x"
        }
        #expect(computed.apply(to: labels)?["foo_label"] == "x")
        let missing = try rule {
            $0.sourceLabels = ["none", "a"]
            $0.separator = "-"
            $0.targetLabel = "d"
        }
        #expect(missing.apply(to: labels)?["d"] == "-foo")
    }

    @Test("keep and drop decide by the expression, keepequal and dropequal by another label")
    func choosing() throws {
        let keep = try rule { ($0.action, $0.sourceLabels, $0.regex) = (.keep, ["a"], "foo|x") }
        #expect(keep.apply(to: labels) == labels)
        #expect(keep.apply(to: ["a": "fooo"]) == nil)
        let drop = try rule { ($0.action, $0.sourceLabels, $0.regex) = (.drop, ["a"], ".*o") }
        #expect(drop.apply(to: labels) == nil)
        #expect(drop.apply(to: ["a": "x"]) == ["a": "x"])
        let keepEqual = try rule { ($0.action, $0.sourceLabels, $0.targetLabel) = (.keepequal, ["a"], "b") }
        #expect(keepEqual.apply(to: labels) == nil)
        #expect(keepEqual.apply(to: ["a": "1", "b": "1"]) != nil)
        let dropEqual = try rule { ($0.action, $0.sourceLabels, $0.targetLabel) = (.dropequal, ["a"], "b") }
        #expect(dropEqual.apply(to: labels) == labels)
        #expect(dropEqual.apply(to: [:]) == nil)
    }

    @Test("labelmap, labeldrop and labelkeep go by names")
    func names() throws {
        let map = try rule { ($0.action, $0.regex, $0.replacement) = (.labelmap, "__meta_x_(.+)", "x_$1") }
        #expect(map.apply(to: labels)?["x_port"] == "80")
        let drop = try rule { ($0.action, $0.regex) = (.labeldrop, "__.*|a") }
        #expect(drop.apply(to: labels) == ["b": "bar", "c": "baz"])
        let keep = try rule { ($0.action, $0.regex) = (.labelkeep, "a|c") }
        #expect(keep.apply(to: labels) == ["a": "foo", "c": "baz"])
    }

    @Test("lowercase and uppercase change the joined sources")
    func letterCase() throws {
        let upper = try rule { ($0.action, $0.sourceLabels, $0.targetLabel) = (.uppercase, ["a", "b"], "u") }
        #expect(upper.apply(to: labels)?["u"] == "FOO;BAR")
        let lower = try rule { ($0.action, $0.sourceLabels, $0.targetLabel) = (.lowercase, ["u"], "u") }
        #expect(lower.apply(to: ["u": "ÄB"])?["u"] == "äb")
    }

    @Test("hashmod takes the low half of the MD5 of the sources, so that shards agree with Prometheus's")
    func hashmod() throws {
        let shards = try rule {
            ($0.action, $0.sourceLabels, $0.targetLabel, $0.modulus) = (.hashmod, ["c"], "d", 1000)
        }
        #expect(shards.apply(to: ["c": "baz"])?["d"] == "976")
        let newline = try rule {
            ($0.action, $0.sourceLabels, $0.targetLabel, $0.modulus) = (.hashmod, ["a"], "d", 1000)
        }
        #expect(newline.apply(to: ["a": "foo\nbar"])?["d"] == "734")
    }

    @Test(
        "MD5 is RFC 1321's",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a"
            ),
            (String(repeating: "a", count: 56), "3b0c8ac703f828b04c6c197006d17218"),
        ]
    )
    func md5(text: String, digest: String) {
        let hexadecimal = MD5.digest(text.utf8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        #expect(hexadecimal.joined() == digest)
    }

    @Test("A rule that Prometheus would not load is refused")
    func refused() {
        #expect(throws: RelabelError.self) { try rule { $0.sourceLabels = ["a"] } }
        #expect(throws: RelabelError.self) { try rule { ($0.action, $0.targetLabel) = (.hashmod, "x") } }
        #expect(throws: RelabelError.self) { try rule { ($0.targetLabel, $0.regex) = ("x", "(") } }
        #expect(throws: RelabelError.self) {
            try rule { ($0.action, $0.regex, $0.targetLabel) = (.labeldrop, "x", "y") }
        }
        #expect(throws: RelabelError.self) { try rule { ($0.action, $0.replacement) = (.labelmap, "") } }
        #expect(throws: RelabelError.self) {
            try rule { ($0.action, $0.targetLabel, $0.replacement) = (.lowercase, "x", "y") }
        }
        #expect(throws: RelabelError.self) {
            try rule { ($0.action, $0.targetLabel, $0.regex) = (.keepequal, "x", "y") }
        }
    }

    @Test("A rule that drops ends the rest")
    func chain() throws {
        let drop = try rule { ($0.action, $0.sourceLabels, $0.regex) = (.drop, ["a"], "foo") }
        let set = try rule { ($0.targetLabel, $0.replacement) = ("d", "x") }
        #expect([set, drop].apply(to: labels) == nil)
        #expect([set].apply(to: labels)?["d"] == "x")
        #expect([RelabelRule]().apply(to: labels) == labels)
    }
}
