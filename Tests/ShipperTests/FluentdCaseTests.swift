import Bytes
import EventPipeline
import FluentConfiguration
import TestSupport
import Testing

@testable import Shipper

/// The cases that were recorded from Fluentd's own tests, for the plugins that are here.
@Suite(.needsSharedData) struct FluentdCaseTests {
    private static func cases(_ name: String) throws -> [JSONValue] {
        try SharedData.text("conformance/fluentd/\(name).jsonl").split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    /// The section of a recorded plugin, written and read again.
    private static func section(_ item: JSONValue, name: String, type: String) throws -> String {
        var text = "<\(name)>\n@type \(type)\n"
        for (key, value) in item["conf"]?["attrs"]?.object?.members ?? [] where key != "@type" && key != "%" {
            text += "\(key) \(quoted(value.string ?? value.text))\n"
        }
        return text + "</\(name)>\n"
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private static func configuration(_ text: String) throws -> FluentConfiguration {
        let environment = ExpressionEnvironment(variables: ["TZ": "UTC"], hostname: "vm")
        return try FluentConfiguration(parsing: text, file: "case", environment: environment) {
            (_, _) throws(ConfigurationParser.IncludeError) in []
        }
    }

    private static let recorded = Timestamp(rfc3339: "2026-11-22T17:12:00Z")!

    /// A recorded value as our JSON would have it; times are seconds.
    private static func plain(_ value: JSONValue) -> JSONValue {
        if let time = value["$eventtime"]?.array, time.count == 2 {
            return time[1].int == 0 ? time[0] : .double(Double(time[0].int ?? 0) + Double(time[1].int ?? 0) / 1e9)
        }
        if let items = value.array { return .array(items.map { plain($0) }) }
        if let object = value.object {
            var result = JSONObject()
            for (key, member) in object.members { result.append(key, plain(member)) }
            return .object(result)
        }
        return value
    }

    private static let parsers = [
        "JSONParser": "json", "RegexpParser": "regexp", "LabeledTSVParser": "ltsv", "NoneParser": "none",
        "CSVParser": "csv",
        "TSVParser": "tsv", "Apache2Parser": "apache2", "NginxParser": "nginx",
    ]

    /// Left out: lines that are no text; JSON with comments, which is no JSON; and a date that Fluentd's default of
    /// `time_type float` reads as the year 2013 in seconds.
    @Test func parsesLinesAsFluentdDoes() throws {
        var count = 0
        for item in try Self.cases("parser") {
            let name = item["type"]?.string?.split(separator: ":").last.map(String.init) ?? ""
            guard let type = Self.parsers[name], let line = item["in"]?.string, item["tz"] == .null else { continue }
            if line.contains("// for") || line.contains(#""2013-10-31 12"#) { continue }
            // A compatibility class of Fluentd 0.12 with a parameter of its own.
            if item["conf"]?["attrs"]?["types_label_delimiter"] != nil { continue }
            // Raised by the recording test itself.
            if ["ArgumentError", "RuntimeError"].contains(item["error"]?.string) { continue }
            let text =
                "<source>\n@type tail\npath a\ntag a\n\(try Self.section(item, name: "parse", type: type))</source>"
            let parse = try #require(try Self.configuration(text).inputs.first?.section.child("parse"))
            let parser = try ParserBuilder.build(parse)
            var batch = EventBatch()
            let bytes = Array(line.utf8)
            let expected = (item["out"]?.array ?? []).filter { $0[1] != nil && $0[1] != .null }
            do {
                try parser.parse(bytes, in: 0..<bytes.count, now: Self.recorded, into: &batch)
            } catch {
                #expect(expected.isEmpty, "\(type): \(line)")
                continue
            }
            count += 1
            #expect(batch.count == expected.count, "\(type): \(line)")
            for (index, event) in expected.enumerated() where index < batch.count {
                var json: [UInt8] = []
                RecordText.appendJSON(batch.bytes, in: batch.record(index), to: &json)
                #expect(try JSONValue(parsing: json) == Self.plain(event[1] ?? .null), "\(type): \(line)")
                // Times of lines without one are those of the recording.
                if let time = event[0]?["$eventtime"]?.array, let seconds = time[0].int, seconds < 1_700_000_000,
                    seconds != 1_272_942_121,
                    seconds != 1_477_023_721
                {
                    let moment = Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000 + Int64(time[1].int ?? 0))
                    #expect(batch.entries[index].time == moment, "\(type): \(line)")
                }
            }
        }
        #expect(count > 100)
    }

    /// Left out: cases with `enable_ruby`, which are refused; one placeholder that is unknown, which Fluentd turns into
    /// null and is a mistake here; and arrays and hashes within a text, which Fluentd prints as Ruby does
    /// and we as JSON.
    @Test func transformsRecordsAsFluentdDoes() throws {
        var count = 0
        for item in try Self.cases("filter") {
            guard item["type"]?.string?.hasSuffix("RecordTransformerFilter") == true,
                let attributes = item["conf"]?["attrs"]?.object, let tag = item["tag"]?.string
            else { continue }
            if attributes["enable_ruby"]?.string == "yes" || item.text.contains("${unknown}") { continue }
            if item.text.contains("=>") || item.text.contains("[1, 2]") { continue }
            var record: [(name: String, value: String)] = []
            for section in item["conf"]?["elems"]?.array ?? [] {
                for (key, value) in section["attrs"]?.object?.members ?? [] {
                    record.append((key, value.string ?? value.text))
                }
            }
            let list = { (key: String) in
                (attributes[key]?.string ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) }
            }
            let transformer = try RecordTransformer(
                record: record,
                removeKeys: list("remove_keys"),
                keepKeys: list("keep_keys"),
                renewsRecord: attributes["renew_record"]?.string == "true",
                renewTimeKey: attributes["renew_time_key"]?.string,
                castsTypes: attributes["auto_typecast"]?.string != "false",
                hostname: "vm"
            )
            let inputs = item["in"]?.array ?? []
            let outputs = item["out"]?.array ?? []
            for (input, output) in zip(inputs, outputs) {
                var batch = EventBatch()
                batch.append(time: Self.time(input[0]), record: Self.messagePack(input[1] ?? .null).serialized())
                let result = transformer.apply(batch, tag: tag)
                var json: [UInt8] = []
                RecordText.appendJSON(result.bytes, in: result.record(0), to: &json)
                #expect(try JSONValue(parsing: json) == Self.plain(output[1] ?? .null), "\(item.text)")
                #expect(result.entries[0].time == Self.time(output[0]))
                count += 1
            }
        }
        #expect(count > 25)
    }

    /// Left out: other layouts than `json`, `out_file`, `stdout`, `ltsv` and `single_value`, `output_type hash`, zones,
    /// and NaN, which is null here because JSON has none.
    @Test func formatsAsFluentdDoes() throws {
        let types = [
            "JSONFormatter": "json", "OutFileFormatter": "out_file", "StdoutFormatter": "stdout",
            "LabeledTSVFormatter": "ltsv", "SingleValueFormatter": "single_value",
        ]
        var count = 0
        for item in try Self.cases("formatter") {
            let name = item["type"]?.string?.split(separator: ":").last.map(String.init) ?? ""
            guard let type = types[name], item["tz"] == .null || item["tz"]?.string == "UTC",
                !item.text.contains("NaN"),
                let expected = item["out"]?.string, item["record"]?["message"]?["$sym"] == nil
            else { continue }
            if type != "json", item["conf"]?["attrs"]?["output_type"]?.string == "hash" { continue }
            let text = "<match **>\n@type stdout\n\(try Self.section(item, name: "format", type: type))</match>"
            guard case .match(let plugin)? = try Self.configuration(text).root.first,
                let section = plugin.section.child("format")
            else { continue }
            let formatter = try FormatterBuilder.build(section)
            var batch = EventBatch()
            batch.append(time: Self.time(item["time"]), record: Self.messagePack(item["record"] ?? .null).serialized())
            var line: [UInt8] = []
            formatter.append(batch, 0, tag: item["tag"]?.string ?? "", to: &line)
            #expect(String(decoding: line, as: UTF8.self) == expected, "\(item["at"]?.string ?? "")")
            count += 1
        }
        #expect(count > 30)
    }

    private static func time(_ value: JSONValue?) -> Timestamp {
        let parts = (value?["$eventtime"]?.array ?? []).compactMap(\.int)
        guard parts.count == 2 else { return Timestamp(seconds: value?["$time"]?.double ?? value?.double ?? 0) }
        return Timestamp(nanoseconds: Int64(parts[0]) * 1_000_000_000 + Int64(parts[1]))
    }

    private static func messagePack(_ value: JSONValue) -> MessagePackValue {
        switch value {
        case .null: .nil
        case .bool(let flag): .bool(flag)
        case .integer(let number): .int(number)
        case .unsigned(let number): .uint(number)
        case .double(let number): .double(number)
        case .string(let text): .string(text)
        case .array(let items): .array(items.map { messagePack($0) })
        case .object(let object): .map(object.members.map { (key: .string($0.key), value: messagePack($0.value)) })
        }
    }
}
