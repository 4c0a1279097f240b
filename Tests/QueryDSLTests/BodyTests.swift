import Bytes
import LogStore
import QueryDSL
import TestSupport
import Testing

@Suite("Search bodies are read as Elasticsearch reads them")
struct BodyTests {
    private func body(_ text: String) throws -> SearchBody {
        try SearchBody(parsing: try JSONBody(parsing: Array(text.utf8)).root)
    }

    /// What Grafana's data source sends for a logs panel, with the forms that trip re-implementations.
    private static let grafana = #"""
        {"size":500,
         "query":{"bool":{"filter":[{"range":{"@timestamp":{"format":"epoch_millis","gte":1668422437218,"lte":"1668422625668"}}},
                                    {"query_string":{"analyze_wildcard":true,"query":"level:error AND \"foo bar\""}}]}},
         "sort":{"_doc":{"order":"desc"},"timestamp":{"order":"desc","unmapped_type":"boolean"}},
         "docvalue_fields":["@timestamp"],"script_fields":{},
         "fields":[{"field":"@timestamp","format":"strict_date_optional_time_nanos"}],
         "highlight":{"fields":{"*":{}},"fragment_size":2147483647,"pre_tags":["@HIGHLIGHT@"],"post_tags":["@/HIGHLIGHT@"]},
         "aggs":{"1":{"date_histogram":{"field":"@timestamp","fixed_interval":"1000ms","format":"epoch_millis","min_doc_count":0,
                      "extended_bounds":{"min":1668422437218,"max":1668422625668}}}},
         "search_after":[4,1668422437218]}
        """#

    @Test func grafanaLogs() throws {
        let body = try body(Self.grafana)
        #expect(body.size == 500)
        #expect(body.sort.map(\.subject) == [.document, .field("timestamp")])
        #expect(body.sort.allSatisfy { !$0.isAscending })
        #expect(body.sort[1].unmappedType == "boolean")
        #expect(body.searchAfter == [4, 1_668_422_437_218])
        #expect(body.highlight?.fields.first?.options.before == "@HIGHLIGHT@")
        #expect(body.highlight?.fields.first?.options.fragmentSize == 2_147_483_647)
        #expect(body.aggregations.first?.name == "1")
        guard case .bool(let bool) = body.query else {
            Issue.record("no bool")
            return
        }
        #expect(bool.filter.count == 2)
    }

    @Test func oneFilterIsAnObject() throws {
        let body = try body(#"{"query":{"bool":{"filter":{"term":{"a":1}},"must_not":[]}}}"#)
        #expect(body.query == .bool(BoolQuery(filter: [.field("a", .term(1, caseInsensitive: false))])))
    }

    @Test(arguments: [
        (#"{"query":{"foo":{}}}"#, "parsing_exception", "unknown query [foo]", 17),
        (#"{"foo":1}"#, "parsing_exception", "Unknown key for a VALUE_NUMBER in [foo].", 8),
        (
            #"{"query":{"match":{"a":{"query":"x","zz":1}}}}"#, "parsing_exception",
            "[match] query does not support [zz]", 42
        ),
        (#"{"aggs":{"a":{"foo":{}}}}"#, "parsing_exception", "Unknown aggregation type [foo]", 21),
        (
            #"{"aggs":{"a":{"terms":{"field":"x","zz":1}}}}"#, "x_content_parse_exception",
            "[1:41] [terms] unknown field [zz]", 41
        ),
        (#"{"query":{}}"#, "illegal_argument_exception", "query malformed, empty clause found", 10),
        (#"{"query":[]}"#, "parsing_exception", "[_na] query malformed, must start with start_object", 10),
        (
            #"{"query":{"term":{"a":1,"b":2}}}"#, "parsing_exception",
            "[term] query doesn't support multiple fields, found [a] and [b]", 29
        ),
        (#"{"size":-1}"#, "illegal_argument_exception", "[size] parameter cannot be negative, found [-1]", 9),
        (
            #"{"sort":[{"a":{"order":"up"}}]}"#, "illegal_argument_exception",
            "No enum constant org.elasticsearch.search.sort.SortOrder.UP", 24
        ),
        (#"{"knn":{"field":"v"}}"#, "illegal_argument_exception", "[knn] is not supported", 8),
    ])
    func errors(text: String, kind: String, reason: String, column: Int) throws {
        do {
            _ = try body(text)
            Issue.record("\(text) was taken")
        } catch let error as LogStoreError {
            #expect(error.kind.rawValue == kind)
            #expect(error.reason == reason)
            #expect(error.line == 1 && error.column == column)
        }
    }

    @Test func errorsNameTheLine() {
        do {
            _ = try body("{\n  \"query\": {\n    \"foo\": {}\n  }\n}")
            Issue.record("it was taken")
        } catch {
            #expect((error as? LogStoreError)?.line == 3)
            #expect((error as? LogStoreError)?.column == 12)
        }
    }

    @Test("queries in queries have a limit")
    func nesting() {
        let deep =
            String(repeating: #"{"bool":{"must":"#, count: 31) + #"{"match_all":{}}"#
            + String(repeating: "}}", count: 31)
        do {
            _ = try body(#"{"query":\#(deep)}"#)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains("max_nested_depth"))
        }
    }

    @Test("damaged bodies are read or refused, never more")
    func mutations() {
        var generator = SeededGenerator(seed: 11)
        let seed = Array(Self.grafana.utf8)
        for _ in 0..<4000 {
            let bytes = generator.mutation(of: seed)
            guard let body = try? JSONBody(parsing: bytes) else { continue }
            _ = try? SearchBody(parsing: body.root)
        }
    }

    @Test(arguments: [
        (["a"], [], #"{"a":{"b":1,"c":[2]}}"#), (["a.b"], [], #"{"a":{"b":1}}"#), (["*.c"], [], #"{"a":{"c":[2]}}"#),
        ([], ["a.*"], #"{"a":{},"d":"x"}"#), (["d", "a"], ["a.b"], #"{"a":{"c":[2]},"d":"x"}"#), (["none"], [], "{}"),
    ])
    func sourceFilter(includes: [String], excludes: [String], expected: String) throws {
        let filter = SourceFilter(includes: includes, excludes: excludes)
        let found = filter.apply(to: ["a": ["b": 1, "c": [2]], "d": "x"])
        #expect(found.text == expected)
    }

    @Test(arguments: [
        ("2", 5, 2), ("-1", 5, 4), ("75%", 4, 3), ("-25%", 4, 3), ("3<90%", 3, 3), ("3<90%", 10, 9),
        ("2<-25% 9<-3", 12, 9),
    ])
    func minimumShouldMatch(text: String, clauses: Int, expected: Int) throws {
        #expect(try #require(MinimumShouldMatch(parsing: text)).count(of: clauses) == expected)
    }
}

@Suite("Bodies that Kibana's dashboards have sent")
struct RecordedBodyTests {
    /// What this version says no to; everything else in the recorded bodies is taken.
    private static let unsupported = [
        "Unknown aggregation type", "unknown query [geo_bounding_box]", "is not supported",
        "Invalid aggregation order path",
    ]

    private func files(_ folder: String) throws -> [String] {
        try SharedData.contents(folder).flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".json") { return [path] }
            return name.contains(".") ? [] : try files(path)
        }
    }

    /// Every `body` in a recording, however deep.
    private func bodies(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements): return elements.flatMap(bodies)
        case .object(let object):
            return object.members.flatMap { $0.key == "body" ? [$0.value] : bodies($0.value) }
        default: return []
        }
    }

    @Test("each is taken, or refused for a feature that is named", .needsSharedData)
    func recorded() throws {
        var taken = 0
        var refused: [String: Int] = [:]
        for file in try files("conformance/elasticsearch/workflows") {
            let recording = try JSONValue(parsing: try SharedData.bytes(file), depthLimit: 200)
            for body in bodies(recording) {
                do throws(LogStoreError) {
                    _ = try SearchBody(parsing: try JSONBody(parsing: body.serialized()).root)
                    taken += 1
                } catch {
                    refused[error.reason, default: 0] += 1
                    let isNamed = Self.unsupported.contains { error.reason.contains($0) }
                    #expect(isNamed, "\(file): \(error)")
                }
            }
        }
        print("recorded bodies taken: \(taken), refused: \(refused.values.reduce(0, +)) \(refused)")
        #expect(taken >= 200)
    }
}
