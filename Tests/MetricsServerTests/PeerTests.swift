import Bytes
import ServiceKit
import TestSupport
import Testing

/// Debian's own programs on both sides: node_exporter is scraped, promtool asks.
@Suite(
    "Debian's node_exporter and promtool",
    .enabled(
        if: TestFiles.exists("/usr/bin/prometheus-node-exporter") && TestFiles.exists("/usr/bin/promtool"),
        "prometheus and prometheus-node-exporter are not installed"
    ),
    .needsProgram("martlet-metrics"),
    .timeLimit(.minutes(3))
)
struct PeerTests {
    @Test("What node_exporter exposes is what promtool reads, by query, range, series and labels")
    func promtool() async throws {
        let directory = try TemporaryDirectory()
        let port = try FreePort.next()
        let exporter = try ChildProcess("/usr/bin/prometheus-node-exporter", ["--web.listen-address=127.0.0.1:\(port)"])
        try await exporter.waitForHTTP(port: port, path: "/metrics")
        let file = try directory.write(
            """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms}
            scrape_configs: [{job_name: node, static_configs: [{targets: ["127.0.0.1:\(port)"]}]}]
            """,
            to: "prometheus.yml"
        )
        let server = try ChildProcess(
            BuiltPrograms.path("martlet-metrics"),
            [
                "--config.file=\(file)", "--storage.tsdb.path=\(directory.path("data"))",
                "--web.listen-address=127.0.0.1:0",
            ]
        )
        let line = try await server.waitForLine(containing: "ready to receive web requests")
        let url = "http://127.0.0.1:\(try #require(try JSONValue(parsing: line)["server.port"]?.int))"

        var answer = try await Command.run("promtool", ["query", "instant", url, "node_load1"])
        let deadline = ContinuousClock.now + .seconds(30)
        while !answer.output.contains("node_load1"), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(100))
            answer = try await Command.run("promtool", ["query", "instant", url, "node_load1"])
        }
        #expect(answer.status == .exited(0), "\(answer.errorOutput)")
        let prefix = "node_load1{instance=\"127.0.0.1:\(port)\", job=\"node\"} => "
        #expect(answer.output.hasPrefix(prefix), "\(answer.output)")
        let value = answer.output.dropFirst(prefix.count).prefix { $0 != " " }
        #expect(Double(value).map { $0 >= 0 } ?? false, "\(answer.output)")

        let range = try await Command.run("promtool", ["query", "range", "--step=1s", url, "node_load1"])
        #expect(range.status == .exited(0), "\(range.errorOutput)")
        #expect(
            range.output.hasPrefix("node_load1{instance=\"127.0.0.1:\(port)\", job=\"node\"} =>\n"),
            "\(range.output)"
        )

        let series = try await Command.run("promtool", ["query", "series", "--match=node_load1", url])
        #expect(series.output == "{__name__=\"node_load1\", instance=\"127.0.0.1:\(port)\", job=\"node\"}\n")

        let labels = try await Command.run("promtool", ["query", "labels", url, "job"])
        #expect(labels.output == "node\n")

        let wrong = try await Command.run("promtool", ["query", "instant", url, "node_load1("])
        #expect(wrong.status != .exited(0))
        #expect(wrong.errorOutput.contains("bad_data"), "\(wrong.errorOutput)")

        // Every series that the exporter shows is there, and no other but the reports.
        let exposed = try await HTTPCaller().get("http://127.0.0.1:\(port)/metrics").text
        let lines = exposed.split(separator: "\n").filter { !$0.hasPrefix("#") }.count
        let counted = try await Command.run("promtool", ["query", "instant", url, "scrape_samples_scraped"])
        #expect(counted.output.contains("=> \(lines) @"), "\(lines) lines: \(counted.output)")
    }
}
