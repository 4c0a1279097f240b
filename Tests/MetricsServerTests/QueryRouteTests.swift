import Bytes
import ServiceKit
import Testing

@testable import MetricsServer

@Suite("Query routes", .timeLimit(.minutes(2)))
struct QueryRouteTests {
    private static let exposition = """
        # HELP metric_a Something.
        # TYPE metric_a gauge
        metric_a{x="1"} 1.5
        metric_a{x="2"} 1e-9
        special{v="nan"} NaN
        special{v="inf"} +Inf
        requests_total 12
        """ + "\n"

    private func serving(_ body: @escaping @Sendable (MetricsFixture) async throws -> Void) async throws {
        try await MetricsFixture.run(exposition: { _ in ("text/plain; version=0.0.4", Self.exposition) }) { server in
            try await server.waitFor("two scrapes") {
                try await server.value("count_over_time(requests_total[1m])").flatMap { Int($0) } ?? 0 >= 2
            }
            try await body(server)
        }
    }

    @Test("An instant query answers a vector, a scalar, a string or a matrix, in Prometheus's shape")
    func instant() async throws {
        try await serving { server in
            let vector = try await server.get("/api/v1/query?query=sum(metric_a)by(x)&time=\(Timestamp.now().seconds)")
            #expect(vector.status == 200)
            #expect(vector.header("Content-Type") == "application/json")
            #expect(
                vector.text.hasPrefix(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"x":"#)
            )
            let result = try vector.json()["data"]?["result"]?.array ?? []
            #expect(result.count == 2)
            #expect(Set(result.compactMap { $0["value"]?[1]?.string }) == ["1.5", "1e-09"])
            #expect(try await server.value("special%7Bv=%22nan%22%7D") == "NaN")
            #expect(try await server.value("special%7Bv=%22inf%22%7D") == "+Inf")

            let scalar = try await server.get("/api/v1/query?query=1%2B1&time=1.5")
            #expect(scalar.text == #"{"status":"success","data":{"resultType":"scalar","result":[1.500,"2"]}}"#)
            let string = try await server.get("/api/v1/query?query=%22a%5C%22b%22&time=1")
            #expect(string.text == #"{"status":"success","data":{"resultType":"string","result":[1,"a\"b"]}}"#)
            let empty = try await server.get("/api/v1/query?query=nothing&time=1")
            #expect(empty.text == #"{"status":"success","data":{"resultType":"vector","result":[]}}"#)
            let matrix = try await server.data("/api/v1/query?query=requests_total[1m]")
            #expect(matrix["resultType"]?.string == "matrix")
            #expect(matrix["result"]?[0]?["values"]?.array?.count ?? 0 >= 2)
            #expect(matrix["result"]?[0]?["metric"]?["env"]?.string == "ü")
        }
    }

    @Test("A range query answers a matrix sorted by labels; POST takes a form")
    func range() async throws {
        try await serving { server in
            let now = Timestamp.now().seconds
            let path = "query=metric_a&start=\(now - 60)&end=\(now)&step=1"
            let matrix = try await server.data("/api/v1/query_range?\(path)")
            #expect(matrix["resultType"]?.string == "matrix")
            #expect(matrix["result"]?.array?.map { $0["metric"]?["x"]?.string } == ["1", "2"])
            let posted = try await server.post("/api/v1/query_range", form: path)
            #expect(try posted.json()["data"]?["result"]?.array?.count == 2)
            let instant = try await server.post("/api/v1/query", form: "query=requests_total")
            #expect(try instant.json()["data"]?["result"]?[0]?["value"]?[1]?.string == "12")
        }
    }

    @Test("A limit cuts the answer and says so")
    func limit() async throws {
        try await serving { server in
            let limited = try await server.get("/api/v1/query?query=metric_a&limit=1").json()
            #expect(limited["data"]?["result"]?.array?.count == 1)
            #expect(limited["warnings"]?[0]?.string == "results truncated due to limit")
            let whole = try await server.get("/api/v1/query?query=metric_a&limit=2").json()
            #expect(whole["warnings"] == nil)
        }
    }

    @Test("What is wrong with a query is said in Prometheus's shape and with its codes")
    func errors() async throws {
        try await serving { server in
            let cases: [(path: String, status: Int, type: String, reason: String)] = [
                ("query?query=foo(", 400, "bad_data", "invalid parameter \"query\": 1:"),
                ("query", 400, "bad_data", "invalid parameter \"query\""),
                (
                    "query?query=up&time=x", 400, "bad_data",
                    "invalid parameter \"time\": cannot parse \"x\" to a valid timestamp"
                ),
                (
                    "query?query=up&timeout=x", 400, "bad_data",
                    "invalid parameter \"timeout\": cannot parse \"x\" to a valid duration"
                ),
                ("query?query=up&limit=-1", 400, "bad_data", "invalid parameter \"limit\": limit must be non-negative"),
                ("query?query=metric_a/on()metric_a", 422, "execution", ""),
                ("query?query=up&timeout=0", 503, "timeout", "query timed out"),
                ("query_range?query=up&start=0&end=1", 400, "bad_data", "invalid parameter \"step\""),
                (
                    "query_range?query=up&start=0&end=1&step=0", 400, "bad_data",
                    "invalid parameter \"step\": zero or negative"
                ),
                (
                    "query_range?query=up&start=2&end=1&step=1", 400, "bad_data",
                    "invalid parameter \"end\": end timestamp must not be before start time"
                ),
                (
                    "query_range?query=up&end=1&step=1", 400, "bad_data",
                    "invalid parameter \"start\": cannot parse \"\" to a valid timestamp"
                ),
                (
                    "query_range?query=up&start=0&end=11001&step=1", 400, "bad_data",
                    "exceeded maximum resolution of 11,000 points per timeseries."
                ),
                (
                    "query_range?query=up[5m]&start=0&end=1&step=1", 400, "bad_data",
                    "invalid parameter \"query\": invalid expression type"
                ),
                ("nothing", 404, "not_found", ""),
            ]
            for item in cases {
                let reply = try await server.get("/api/v1/\(item.path)")
                let json = try reply.json()
                #expect(reply.status == item.status, "\(item.path): \(reply.text)")
                #expect(json["status"]?.string == "error", "\(item.path)")
                #expect(json["errorType"]?.string == item.type, "\(item.path): \(reply.text)")
                #expect(json["error"]?.string?.hasPrefix(item.reason) ?? false, "\(item.path): \(reply.text)")
            }
            #expect(try await server.get("/api/v1/query_range?query=up&start=0&end=11000&step=1").status == 200)
            let escape = try await server.post("/api/v1/query", form: "query=up&time=%zz")
            #expect(escape.status == 400)
            #expect(try escape.json()["error"]?.string == "error parsing form values: invalid URL escape \"%zz\"")
            let method = try await server.post("/api/v1/targets", form: "")
            #expect(method.status == 405)
            #expect(try method.json()["errorType"]?.string == "bad_data")
        }
    }

    @Test("A query past the sample limit is refused")
    func samples() async throws {
        try await MetricsFixture.run(settings: { $0.querySamples = 3 }) { server in
            try await server.waitFor("too many samples") {
                let reply = try await server.get("/api/v1/query?query=metric_a[1m]")
                guard reply.status != 200 else { return false }
                #expect(reply.status == 422)
                #expect(try reply.json()["errorType"]?.string == "execution")
                #expect(reply.text.contains("query processing would load too many samples into memory"))
                return true
            }
        }
    }

    @Test("Large answers are compressed for who takes that")
    func compression() async throws {
        let lines = (0..<200).map { "m{n=\"\($0)\"} \($0)\n" }.joined()
        try await MetricsFixture.run(exposition: { _ in ("text/plain", lines) }) { server in
            try await server.waitFor("a scrape") { try await server.value("count(m)") == "200" }
            // The client decompresses, and hides that it did; what it got must be right in both cases.
            let plain = try await server.get("/api/v1/series?match[]=m")
            let packed = try await server.get("/api/v1/series?match[]=m", headers: [("Accept-Encoding", "gzip")])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(try packed.json() == plain.json())
            #expect(plain.header("Vary") == "Accept-Encoding")
            let refused = try await server.get("/api/v1/series?match[]=m", headers: [("Accept-Encoding", "gzip;q=0")])
            #expect(try refused.json() == plain.json())
        }
    }

    @Test("Grafana's probes are answered")
    func grafana() async throws {
        try await serving { server in
            #expect(try await server.data("/api/v1/query?query=1%2B1")["resultType"]?.string == "scalar")
            let build = try await server.data("/api/v1/status/buildinfo")
            #expect(build["version"]?.string?.hasPrefix("3.") ?? false)
            #expect(build["features"] == nil)
            #expect(try await server.data("/api/v1/rules") == ["groups": []])
            #expect(try await server.data("/api/v1/alerts") == ["alerts": []])
            #expect(
                try await server.data("/api/v1/query_exemplars?query=test&start=1700000000000&end=1700000001000") == []
            )
            #expect(try await server.data("/api/v1/label/__name__/values").array?.contains("metric_a") ?? false)
            #expect(
                try await server.data("/api/v1/metadata?metric=metric_a")["metric_a"]?[0]?["type"]?.string == "gauge"
            )
        }
    }
}
