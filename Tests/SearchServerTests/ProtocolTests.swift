import Bytes
import SearchServer
import ServiceKit
import Storage
import TestSupport
import Testing

@Suite("The server speaks Elasticsearch's HTTP API")
struct ProtocolTests {
    @Test("every answer has the product header, errors and health too")
    func productHeader() async throws {
        try await TestServer.run { server in
            for (method, path, status) in [
                ("GET", "/", 200), ("HEAD", "/", 200), ("GET", "/none/_search", 404), ("DELETE", "/x/_search", 405),
                ("GET", "/livez", 200), ("GET", "/x/_doc/1", 404), ("GET", "/a/b/c/d/e", 400),
            ] {
                let reply = try await server.send(method, path)
                #expect(reply.status == status, "\(method) \(path)")
                #expect(reply.header("X-Elastic-Product") == "Elasticsearch", "\(method) \(path)")
            }
        }
    }

    @Test func errorShapes() async throws {
        try await TestServer.run { server in
            let missing = try await server.send("GET", "/x/_search").json
            #expect(missing["status"] == 404)
            #expect(missing["error"]?["type"] == "index_not_found_exception")
            #expect(missing["error"]?["root_cause"]?[0]?["resource.id"] == "x")
            let method = try await server.send("DELETE", "/x/_search")
            #expect(
                method.json["error"]?.string?.hasPrefix(
                    "Incorrect HTTP method for uri [/x/_search] and method [DELETE]"
                ) == true
            )
            let handler = try await server.send("GET", "/a/b/c/d/e").json
            #expect(handler == ["error": "no handler found for uri [/a/b/c/d/e] and method [GET]", "status": 400])
            let parameter = try await server.send("GET", "/_search?fooo=1").json
            #expect(parameter["error"]?["reason"] == "request [/_search] contains unrecognized parameter: [fooo]")
            let type = try await server.send("POST", "/x/_search", "{}", type: "text/plain")
            #expect(type.status == 406)
            #expect(type.json["error"] == "Content-Type header [text/plain] is not supported")
            let name = try await server.send("PUT", "/Upper")
            #expect(name.json["error"]?["type"] == "invalid_index_name_exception")
            #expect(name.json["error"]?["reason"] == "Invalid index name [Upper], must be lowercase")
            let json = try await server.send("POST", "/_search", "{\n\"query\": }")
            #expect(json.status == 400 && json.json["error"]?["line"] == 2)
        }
    }

    @Test("an error that a search meets on an index has Elasticsearch's shape of failed shards")
    func shardFailures() async throws {
        try await TestServer.run { server in
            _ = try await server.bulk("/logs/_bulk", #"{"index":{}}"#, #"{"message":"x","at":"2026-01-01"}"#)
            for body in [
                #"{"query":{"query_string":{"query":"a AND"}}}"#, #"{"query":{"range":{"at":{"gte":"noday"}}}}"#,
                #"{"sort":["message"]}"#, #"{"sort":["unknown"]}"#, #"{"from":10000}"#,
                #"{"aggs":{"a":{"terms":{"field":"message"}}}}"#,
            ] {
                let reply = try await server.send("POST", "/logs/_search", body)
                #expect(reply.status == 400, "\(body)")
                let error = reply.json["error"]
                #expect(error?["type"] == "search_phase_execution_exception", "\(body): \(reply.string)")
                #expect(error?["reason"] == "all shards failed")
                #expect(error?["failed_shards"]?[0]?["index"] == "logs")
                #expect(error?["root_cause"]?[0]?["reason"]?.string?.isEmpty == false)
            }
        }
    }

    @Test("bulk: items keep their order, errors do not stop others, and the text that shippers look for is there")
    func bulk() async throws {
        try await TestServer.run { server in
            let reply = try await server.bulk(
                "/_bulk",
                #"{"index":{"_index":"a","_id":"1"}}"#,
                #"{"n":1}"#,
                #"{"create":{"_index":"b","_id":"1"}}"#,
                #"{"n":1}"#,
                #"{"create":{"_index":"a","_id":"1"}}"#,
                #"{"n":2}"#,
                #"{"index":{"_index":"A"}}"#,
                #"{"n":2}"#,
                #"{"index":{"_index":"a"}}"#,
                #"{"n":"#,
                #"{"delete":{"_index":"none","_id":"1"}}"#,
                #"{"update":{"_index":"a","_id":"1"}}"#,
                #"{"doc":{"m":1}}"#,
                #"{"delete":{"_index":"a","_id":"9"}}"#
            )
            #expect(reply.status == 200)
            #expect(reply.string.contains(#""errors":true,"items":["#))
            let items = reply.json["items"]?.array ?? []
            #expect(
                items.map { $0.object?.keys.first } == [
                    "index", "create", "create", "index", "index", "delete", "update", "delete",
                ]
            )
            let statuses = items.map { $0.object?.members.first?.value["status"]?.int }
            #expect(statuses == [201, 201, 409, 400, 400, 404, 200, 404])
            #expect(items[2]["create"]?["error"]?["type"] == "version_conflict_engine_exception")
            #expect(items[4]["index"]?["error"]?["type"] == "document_parsing_exception")
            #expect(items[7]["delete"]?["result"] == "not_found")
            let good = try await server.bulk("/a/_bulk", #"{"index":{}}"#, #"{"n":1}"#)
            #expect(good.string.contains(#""errors":false,"items":["#))
        }
    }

    @Test func malformedBulk() async throws {
        try await TestServer.run { server in
            func reason(_ body: String) async throws -> String {
                let reply = try await server.send("POST", "/a/_bulk", body, type: "application/x-ndjson")
                #expect(reply.status == 400, "\(body)")
                return reply.json["error"]?["reason"]?.string ?? reply.string
            }
            #expect(try await reason(#"{"index":{}}"# + "\n{}").contains("must be terminated by a newline"))
            #expect(
                try await reason("{\"foo\":{}}\n{}\n").contains(
                    "expected field [create], [delete], [index] or [update] but found [foo]"
                )
            )
            #expect(try await reason("[]\n{}\n").contains("Malformed action/metadata line [1], expected START_OBJECT"))
            #expect(
                try await reason("{\"index\":{\"zz\":1}}\n{}\n")
                    == "Action/metadata line [1] contains an unknown parameter [zz]"
            )
            #expect(try await reason("{\"index\":{}}\n").contains("line [1]"))
            #expect(try await reason("") == "request body is required")
            let noIndex = try await server.bulk("/_bulk", #"{"index":{}}"#, "{}")
            #expect(noIndex.json["error"]?["reason"] == "Validation Failed: 1: index is missing;")
        }
    }

    @Test("gzip bodies, lines that end with CR LF, and lines that come in pieces")
    func encodings() async throws {
        try await TestServer.run { server in
            let lines = (0..<5000).map {
                "{\"index\":{\"_id\":\"\($0)\"}}\r\n{\"n\":\($0),\"text\":\"line \($0)\"}\r\n"
            }.joined()
            let reply = try await server.send(
                "PUT",
                "/z/_bulk",
                bytes: Gzip.compress(Array(lines.utf8)),
                type: "application/x-ndjson",
                headers: [(name: "Content-Encoding", value: "gzip")]
            )
            #expect(reply.json["errors"] == false)
            #expect(try await server.send("GET", "/z/_count").json["count"] == 5000)
            let plain = try await server.send(
                "POST",
                "/y/_bulk",
                lines,
                type: "application/vnd.elasticsearch+x-ndjson;compatible-with=8"
            )
            #expect(plain.json["errors"] == false)
            #expect(try await server.send("GET", "/y/_count").json["count"] == 5000)
            #expect(try await server.send("GET", "/y/_doc/4999").json["_source"]?["n"] == 4999)
        }
    }

    @Test("limits say so: 413 for a body too large, 429 when the queue is full")
    func limits() async throws {
        try await TestServer.run {
            $0.maxContentBytes = 4096
        } _: { server in
            let large = #"{"x":"\#(String(repeating: "a", count: 5000))"}"#
            for path in ["/a/_doc", "/a/_bulk"] {
                let reply = try await server.send("POST", path, large + "\n")
                #expect(reply.status == 413, "\(path)")
                #expect(reply.json["error"]?["type"] == "content_too_long_exception")
            }
            let bomb = Gzip.compress([UInt8](repeating: 32, count: 1 << 20))
            let reply = try await server.send(
                "POST",
                "/a/_bulk",
                bytes: bomb,
                headers: [(name: "Content-Encoding", value: "gzip")]
            )
            #expect(reply.status == 413)
        }
        try await TestServer.run {
            $0.workers = 1
            $0.queueSize = 0
        } _: { server in
            let documents = (0..<4000).map { "{\"index\":{}}\n{\"m\":\"some words of line \($0)\"}\n" }.joined()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await server.send("POST", "/q/_bulk", documents, type: "application/x-ndjson").status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(Set(statuses).isSubset(of: [200, 429]))
            #expect(statuses.contains(200) && statuses.contains(429), "\(statuses)")
        }
    }

    @Test func presentation() async throws {
        try await TestServer.run { server in
            _ = try await server.bulk("/a/_bulk", #"{"index":{"_id":"1"}}"#, #"{"n":1.0,"m":{"z":1,"a":2}}"#)
            let filtered = try await server.send("GET", "/a/_search?filter_path=hits.hits._id,hits.total.*").json
            #expect(filtered == ["hits": ["total": ["value": 1, "relation": "eq"], "hits": [["_id": "1"]]]])
            let without = try await server.send("GET", "/a/_search?filter_path=-hits,-_shards,-took").json
            #expect(without == ["timed_out": false])
            let deep = try await server.send("GET", "/a/_search?filter_path=**._id").json
            #expect(deep == ["hits": ["hits": [["_id": "1"]]]])
            let empty = try await server.send("GET", "/a/_search?filter_path=nothing")
            #expect(empty.string == "{}")
            let pretty = try await server.send("GET", "/?pretty")
            #expect(pretty.string.hasPrefix("{\n  \"name\""))
            let exact = try await server.send("GET", "/a/_source/1")
            #expect(exact.string == #"{"n":1.0,"m":{"z":1,"a":2}}"#)
            let vendor = try await server.send(
                "GET",
                "/",
                headers: [(name: "Accept", value: "application/vnd.elasticsearch+json; compatible-with=8")]
            )
            #expect(vendor.header("Content-Type") == "application/vnd.elasticsearch+json;compatible-with=8")
            let head = try await server.send("HEAD", "/a/_doc/1")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(try await server.send("HEAD", "/nope").status == 404)
            let cat = try await server.send("GET", "/_cat/indices?v&h=index,docs.count")
            #expect(cat.string == "index docs.count\na              1\n")
        }
    }

    @Test("what Grafana's data source sends, with what it reads of the answer")
    func grafana() async throws {
        try await TestServer.run { server in
            for n in 0..<10 {
                let level = n % 2 == 0 ? "info" : "error"
                _ = try await server.bulk(
                    "/logs-app/_bulk",
                    #"{"create":{}}"#,
                    #"{"@timestamp":"2026-01-01T00:00:0\#(n).123Z","level":"\#(level)","line":"request \#(n) done"}"#
                )
            }
            let header = #"{"ignore_unavailable":true,"index":"logs-*","search_type":"query_then_fetch"}"#
            let body =
                #"{"size":500,"query":{"bool":{"filter":[{"range":{"@timestamp":{"format":"epoch_millis","gte":1767225600000,"lte":1767225660000}}},"#
                + #"{"query_string":{"analyze_wildcard":true,"query":"level:error AND \"request 3\""}}]}},"#
                + #""sort":{"@timestamp":{"order":"desc","unmapped_type":"boolean"},"_doc":{"order":"desc"}},"#
                + #""docvalue_fields":["@timestamp"],"script_fields":{},"#
                + #""fields":[{"field":"@timestamp","format":"strict_date_optional_time_nanos"}],"#
                + #""highlight":{"fields":{"*":{}},"fragment_size":2147483647,"pre_tags":["@HIGHLIGHT@"],"post_tags":["@/HIGHLIGHT@"]},"#
                + #""aggs":{"1":{"date_histogram":{"field":"@timestamp","fixed_interval":"1000ms","format":"epoch_millis","min_doc_count":0,"#
                + #""extended_bounds":{"min":1767225600000,"max":1767225605000}}}}}"#
            let volume =
                #"{"size":0,"query":{"match_all":{}},"aggs":{"2":{"terms":{"field":"level.keyword","size":500,"missing":"unknown","min_doc_count":0,"order":{"_count":"desc"}},"#
                + #""aggs":{"1":{"date_histogram":{"field":"@timestamp","fixed_interval":"5000ms","min_doc_count":0,"format":"epoch_millis"}}}}}}"#
            let reply = try await server.send(
                "POST",
                "/_msearch?max_concurrent_shard_requests=5",
                [header, body, header, volume, #"{"index":"gone"}"#, "{}"].map { $0 + "\n" }.joined(),
                type: "application/x-ndjson"
            )
            #expect(reply.status == 200)
            let first = try #require(reply.json["responses"]?[0])
            let hit = try #require(first["hits"]?["hits"]?[0])
            #expect(first["hits"]?["hits"]?.array?.count == 1)
            #expect(hit["sort"] == [1_767_225_603_123, 3])
            #expect(hit["fields"]?["@timestamp"] == ["2026-01-01T00:00:03.123Z"])
            #expect(hit["highlight"]?["line"] == ["@HIGHLIGHT@request@/HIGHLIGHT@ @HIGHLIGHT@3@/HIGHLIGHT@ done"])
            #expect(hit["highlight"]?["level"] == ["@HIGHLIGHT@error@/HIGHLIGHT@"])
            let buckets = try #require(first["aggregations"]?["1"]?["buckets"]?.array)
            #expect(buckets.map { $0["doc_count"] } == [0, 0, 0, 1, 0, 0])
            #expect(buckets[0]["key_as_string"] == "1767225600000")
            let second = try #require(reply.json["responses"]?[1]?["aggregations"]?["2"]?["buckets"]?.array)
            #expect(second.map { $0["key"] } == ["error", "info"])
            #expect(second.map { $0["doc_count"] } == [5, 5])
            let third = try #require(reply.json["responses"]?[2])
            #expect(third["status"] == 404 && third["error"]?["root_cause"]?[0]?["type"] == "index_not_found_exception")
            let capabilities = try await server.send("GET", "/logs-*/_field_caps?fields=@timestamp").json
            #expect(capabilities["fields"]?["@timestamp"]?["date"]?["type"] == "date")
            let health = try await server.send("GET", "/_cluster/health?wait_for_status=yellow").json
            #expect(health["status"] == "green")
        }
    }

    @Test("own metrics count what was done")
    func metrics() async throws {
        try await TestServer.run { server in
            _ = try await server.bulk(
                "/m/_bulk",
                #"{"index":{"_id":"1"}}"#,
                #"{"v":1}"#,
                #"{"create":{"_id":"1"}}"#,
                "{}"
            )
            _ = try await server.bulk("/m/_bulk", #"{"index":{}}"#, #"{"v":"word"}"#)
            _ = try await server.send("GET", "/m/_search")
            let text = try await server.send("GET", "/metrics").string
            for line in [
                "martlet_search_indexed_operations_total 2", "martlet_search_failed_operations_total 1",
                "martlet_search_searches_total 1", #"martlet_search_documents{index="m"} 2"#,
                #"martlet_search_misfit_values_total{index="m"} 1"#,
            ] {
                #expect(text.contains(line + "\n"), "\(line)")
            }
        }
    }

    @Test("requests of any bytes get an answer, and the server goes on")
    func damagedRequests() async throws {
        try await TestServer.run { server in
            var generator = SeededGenerator(seed: 5)
            let bulk = Array(
                "{\"index\":{\"_index\":\"f\",\"_id\":\"1\"}}\n{\"a\":[1,2.5,{\"b\":\"x\"}],\"c\":null}\n".utf8
            )
            let search = Array(
                #"{"query":{"bool":{"must":[{"match":{"a":"x"}}]}},"aggs":{"t":{"terms":{"field":"c"}}}}"#.utf8
            )
            for _ in 0..<300 {
                let first = try await server.send("POST", "/_bulk", bytes: generator.mutation(of: bulk))
                #expect(first.status == 200 || first.status == 400)
                let second = try await server.send("POST", "/f*/_search", bytes: generator.mutation(of: search))
                #expect(second.status == 200 || second.status == 400, "\(second.string)")
            }
            #expect(try await server.send("GET", "/").status == 200)
        }
    }
}
