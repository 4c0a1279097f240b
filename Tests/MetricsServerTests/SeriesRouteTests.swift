import Bytes
import ServiceKit
import Testing

@testable import MetricsServer

@Suite("Series, label, target and status routes", .timeLimit(.minutes(2)))
struct SeriesRouteTests {
    private func serving(_ body: @escaping @Sendable (MetricsFixture) async throws -> Void) async throws {
        let text = "# HELP a Help of a.\n# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2\nb 3\n"
        try await MetricsFixture.run(exposition: { _ in ("text/plain", text) }) { server in
            try await server.waitFor("a scrape") { try await server.value("b") == "3" }
            try await body(server)
        }
    }

    @Test("Series are the label sets that match one of the selectors")
    func series() async throws {
        try await serving { server in
            let series = try await server.data("/api/v1/series?match[]=a&match[]=%7Bx=%221%22%7D")
            #expect(series.array?.map { $0["x"]?.string } == ["1", "2"])
            #expect(series[0]?["__name__"]?.string == "a")
            #expect(series[0]?["instance"]?.string == server.targetAddress)
            #expect(try await server.data("/api/v1/series?match[]=a&end=5") == [])
            #expect(try await server.data("/api/v1/series?match[]=none") == [])
            let limited = try await server.get("/api/v1/series?match[]=a&limit=1").json()
            #expect(limited["data"]?.array?.count == 1)
            #expect(limited["warnings"]?[0]?.string == "results truncated due to limit")
            let posted = try await server.post("/api/v1/series", form: "match[]=b")
            #expect(try posted.json()["data"]?.array?.count == 1)
        }
    }

    @Test("Label names and values are sorted, and narrowed by selectors and time")
    func labels() async throws {
        try await serving { server in
            #expect(try await server.data("/api/v1/labels") == ["__name__", "env", "instance", "job", "x"])
            #expect(try await server.data("/api/v1/labels?match[]=b") == ["__name__", "env", "instance", "job"])
            #expect(try await server.data("/api/v1/label/x/values") == ["1", "2"])
            #expect(try await server.data("/api/v1/label/env/values") == ["ü"])
            #expect(try await server.data("/api/v1/label/x/values?match[]=b") == [])
            #expect(try await server.data("/api/v1/label/none/values") == [])
            #expect(try await server.data("/api/v1/label/x/values?limit=1") == ["1"])
            #expect(try await server.data("/api/v1/label/U__x/values") == ["1", "2"])
            #expect(try await server.data("/api/v1/labels?end=5") == [])
            let names = try await server.data("/api/v1/label/__name__/values")
            #expect(
                names == [
                    "a", "b", "scrape_duration_seconds", "scrape_samples_post_metric_relabeling",
                    "scrape_samples_scraped", "scrape_series_added", "up",
                ]
            )
        }
    }

    @Test(
        "Selectors that are none are refused",
        arguments: [
            "series", "series?match[]=", "series?match[]=%7B%7D", "series?match[]=%7Bx=%22%22%7D", "series?match[]=a(",
            "series?match[]=sum(a)", "series?match[]=a[5m]", "series?match[]=a%20offset%205m", "labels?match[]=1",
            "series?match[]=a&start=5&end=1", "series?match[]=a&start=x", "label/x/values?match[]=a(",
        ]
    )
    func refused(path: String) async throws {
        try await MetricsFixture.run { server in
            let reply = try await server.get("/api/v1/\(path)")
            #expect(reply.status == 400, "\(reply.text)")
            #expect(try reply.json()["errorType"]?.string == "bad_data")
        }
    }

    @Test("Targets say how their last scrape went")
    func targets() async throws {
        let configuration = """
            global: {scrape_interval: 300ms, scrape_timeout: 300ms}
            scrape_configs:
              - job_name: up
                static_configs: [{targets: ["TARGET"]}]
              - job_name: dropped
                static_configs: [{targets: ["x:1", "y:2"]}]
                relabel_configs: [{action: drop, source_labels: [__address__], regex: ".*"}]
              - job_name: html
                metrics_path: /nothing
                static_configs: [{targets: ["TARGET"]}]
            """
        try await MetricsFixture.run(configuration: configuration) { server in
            try await server.waitFor("scrapes of both") {
                let up = try await server.value("up%7Bjob=%22up%22%7D")
                let html = try await server.value("up%7Bjob=%22html%22%7D")
                return up == "1" && html == "0"
            }
            let data = try await server.data("/api/v1/targets")
            let active = data["activeTargets"]?.array ?? []
            #expect(active.map { $0["scrapePool"]?.string } == ["up", "html"])
            let up = active[0]
            #expect(up["health"]?.string == "up")
            #expect(up["lastError"]?.string == "")
            #expect(up["scrapeUrl"]?.string == "http://\(server.targetAddress)/metrics")
            #expect(up["labels"] == ["instance": .string(server.targetAddress), "job": "up"])
            #expect(up["discoveredLabels"]?["__address__"]?.string == server.targetAddress)
            #expect(up["scrapeInterval"]?.string == "300ms")
            #expect(Timestamp(rfc3339: up["lastScrape"]?.string ?? "") != nil)
            #expect(up["lastScrapeDuration"]?.double ?? 0 > 0)
            #expect(active[1]["health"]?.string == "down")
            #expect(active[1]["lastError"]?.string == "server returned HTTP status 404")
            #expect(data["droppedTargets"]?.array?.count == 2)
            #expect(data["droppedTargets"]?[0]?["discoveredLabels"]?["__address__"]?.string == "x:1")
            #expect(data["droppedTargetCounts"] == ["up": 0, "dropped": 2, "html": 0])
            let dropped = try await server.data("/api/v1/targets?state=dropped")
            #expect(dropped["activeTargets"] == [])
            let one = try await server.data("/api/v1/targets?state=active&scrapePool=html")
            #expect(one["activeTargets"]?.array?.count == 1)
            #expect(one["droppedTargets"] == [])
            #expect(try await server.get("/api/v1/targets?state=x").status == 400)
            #expect(try await server.data("/api/v1/scrape_pools") == ["scrapePools": ["dropped", "html", "up"]])
        }
    }

    @Test("Metadata is what targets say of their metrics")
    func metadata() async throws {
        try await serving { server in
            let all = try await server.data("/api/v1/metadata")
            #expect(all["a"] == [["type": "counter", "help": "Help of a.", "unit": ""]])
            #expect(all["b"] == nil)
            #expect(try await server.data("/api/v1/metadata?metric=none") == [:])
            let target = try await server.data("/api/v1/targets/metadata?match_target=%7Bjob=%22test%22%7D&metric=a")
            #expect(target[0]?["target"]?["job"]?.string == "test")
            #expect(target[0]?["help"]?.string == "Help of a.")
            #expect(target[0]?["metric"] == nil)
            #expect(try await server.data("/api/v1/targets/metadata")[0]?["metric"]?.string == "a")
            #expect(try await server.data("/api/v1/targets/metadata?match_target=%7Bjob=%22no%22%7D") == [])
        }
    }

    @Test("Status routes tell the configuration, the flags, the run and the store")
    func status() async throws {
        try await serving { server in
            let yaml = try await server.data("/api/v1/status/config")["yaml"]?.string
            #expect(yaml?.contains("job_name: test") ?? false)
            let flags = try await server.data("/api/v1/status/flags")
            #expect(flags["storage.tsdb.retention.time"]?.string == "15d")
            #expect(flags["query.timeout"]?.string == "2m")
            let run = try await server.data("/api/v1/status/runtimeinfo")
            #expect(run["reloadConfigSuccess"]?.bool == true)
            #expect(run["storageRetention"]?.string == "15d")
            let store = try await server.data("/api/v1/status/tsdb?limit=3")
            #expect(store["headStats"]?["numSeries"]?.int == 8)
            #expect(store["seriesCountByMetricName"]?.array?.count == 3)
            #expect(store["seriesCountByMetricName"]?[0] == ["name": "a", "value": 2])
            #expect(try await server.get("/api/v1/status/tsdb?limit=10001").status == 400)
            #expect(try await server.get("/-/healthy").text == "Prometheus Server is Healthy.\n")
            #expect(try await server.get("/-/ready").text == "Prometheus Server is Ready.\n")
            let metrics = try await server.get("/metrics").text
            #expect(metrics.contains("\nprometheus_tsdb_head_series 8\n"))
            #expect(metrics.contains("prometheus_tsdb_head_samples_appended_total{type=\"float\"} "))
            #expect(metrics.contains("\nprometheus_config_last_reload_successful 1\n"))
            #expect(metrics.contains("prometheus_target_scrape_pool_targets{scrape_job=\"test\"} 1"))
            #expect(metrics.contains("prometheus_engine_queries_concurrent_max 20"))
        }
    }

    @Test("What is not built is refused in the protocol's own shape")
    func notBuilt() async throws {
        try await MetricsFixture.run { server in
            let write = try await server.post("/api/v1/write", form: "")
            #expect(write.status == 404)
            #expect(try write.json()["errorType"]?.string == "not_found")
            #expect(try await server.post("/-/reload", form: "").status == 403)
        }
    }
}
