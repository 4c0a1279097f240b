import Bytes
import FluentConfiguration
import TestSupport
import Testing

/// The cases that were recorded from Fluentd's own tests.
@Suite(.needsSharedData) struct FluentdCaseTests {
    private static func cases(_ name: String) throws -> [JSONValue] {
        try SharedData.text("conformance/fluentd/\(name).jsonl").split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    private static func json(_ element: ConfigurationElement) -> JSONValue {
        var attributes = JSONObject()
        for attribute in element.attributes { attributes.append(attribute.name, .string(attribute.value.text ?? "")) }
        return [
            "name": .string(element.name), "arg": .string(element.argument), "attrs": .object(attributes),
            "elems": .array(element.elements.map { json($0) }),
        ]
    }

    @Test func readsConfigurationsAsFluentdDoes() throws {
        var count = 0
        for item in try Self.cases("config_v1") {
            let text = try #require(item["in"]?.string)
            // Files that were there when the case was recorded.
            if text.contains("include ") { continue }
            count += 1
            if item["error"] != nil {
                #expect(throws: ConfigurationError.self, "\(text)") { try Sample.tree(text) }
            } else {
                let tree = try Sample.tree(text)
                #expect(Self.json(tree) == item["out"], "\(text)")
            }
        }
        #expect(count > 290)
    }

    /// Left out: `v1`, `v2`, `v3`, local variables of the recording test, and `worker_id`, which it set at times.
    @Test func readsLiteralsAsFluentdDoes() throws {
        var count = 0
        for item in try Self.cases("literal") {
            let text = try #require(item["in"]?.string)
            if text.contains("#{v") || text.contains("worker_id") { continue }
            count += 1
            let source = "key \(text)"
            if item["error"] != nil {
                #expect(throws: ConfigurationError.self, "\(text)") { try Sample.tree(source) }
                continue
            }
            let value = try Sample.tree(source)["key"]?.value
            let expected: AttributeValue =
                if item["out"]?["$sym"]?.string == "default" {
                    .useDefault
                } else if let text = item["out"]?.string {
                    .text(text)
                } else {
                    // Nothing behind the key is an empty value to the parser of sections.
                    text.isEmpty ? .text("") : .null
                }
            #expect(value == expected, "\(text)")
        }
        #expect(count > 180)
    }
}
