import Bytes
import EventPipeline
import TestSupport
import Testing

/// The cases that were recorded from Fluentd's own tests.
@Suite(.needsSharedData) struct FluentdCaseTests {
    private static func cases(_ name: String) throws -> [JSONValue] {
        try SharedData.text("conformance/fluentd/\(name).jsonl").split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    @Test func tagPatternsMatchAsInFluentd() throws {
        let cases = try Self.cases("match")
        for item in cases {
            let (pattern, tag) = (try #require(item["pat"]?.string), try #require(item["tag"]?.string))
            #expect(try TagPattern(pattern).matches(tag) == item["res"]?.bool, "\(pattern) \(tag)")
        }
        #expect(cases.count == 84)
    }

    @Test func recordPathsAreReadAsInFluentd() throws {
        for item in try Self.cases("record_accessor") {
            let text = try #require(item["in"]?.string)
            if item["error"] != nil {
                #expect(throws: RecordPath.Invalid.self, "\(text)") { try RecordPath(text) }
                continue
            }
            let expected: [RecordPath.Step]
            if let key = item["out"]?.string {
                expected = [.key(key)]
            } else {
                expected = try #require(item["out"]?.array).map { step in
                    step.int.map { RecordPath.Step.index($0) } ?? .key(step.string ?? "")
                }
            }
            #expect(try RecordPath(text).steps == expected, "\(text)")
        }
    }

    /// Left out: inputs that are no text, zones by their names, and days of December without a year: the cases were
    /// recorded in November, Fluentd takes them for the future, and they are of the year before.
    @Test func timesAreReadAsInFluentd() throws {
        var count = 0
        for item in try Self.cases("time_parse") {
            guard let text = item["in"]?.string, let arguments = item["args"]?[0]?.array else { continue }
            let format = arguments.first?.string
            // An offset that is given, or local time in the zone of the recording (POSIX: west is positive), or UTC.
            var zone = TimeZoneRule.utc
            if arguments.count > 2, let name = arguments[2].string {
                guard let named = TimeZoneRule(name) else { continue }
                zone = named
            } else if arguments.count < 2 || arguments[1].bool == true || arguments[1] == .null,
                let name = item["tz"]?.string
            {
                let hours = try #require(Int(name.dropFirst(3)))
                zone = .offset(-hours * 3600)
            }
            if text.hasPrefix("Dec "), format?.contains("%Y") == false { continue }
            count += 1
            let reader = TimeReader(.string(try format.map { [try TimeFormat($0)] } ?? []), zone: zone)
            let time = reader.time(Array(text.utf8), now: Timestamp(rfc3339: "2026-11-22T17:12:00Z")!)
            if item["error"] != nil {
                #expect(time == nil, "\(text)")
            } else {
                let expected = try #require(item["out"]?["$eventtime"]?.array).compactMap(\.int)
                let moment = Timestamp(nanoseconds: Int64(expected[0]) * 1_000_000_000 + Int64(expected[1]))
                #expect(time == moment, "\(text) by \(format ?? "nothing")")
            }
        }
        #expect(count > 55)
    }
}
