import Bytes
import ServiceKit
import TestSupport
import Testing

@testable import MetricsServer

@Suite("Reload and restart", .timeLimit(.minutes(2)))
struct ReloadTests {
    @Test("A reload adds and removes targets; a wrong file changes nothing and is told")
    func reload() async throws {
        try await MetricsFixture.run(settings: { $0.enablesLifecycle = true }) { server in
            try await server.waitFor("a scrape") { try await server.value("metric_a") == "1" }
            let file = server.directory.path("prometheus.yml")
            try TestFiles.write("scrape_configs: [{job_name: x, wrong: 1}]", to: file)
            let refused = try await server.post("/-/reload", form: "")
            #expect(refused.status == 500)
            #expect(refused.text.contains("field wrong not found in scrape_configs"))
            #expect(try await server.data("/api/v1/status/runtimeinfo")["reloadConfigSuccess"]?.bool == false)
            #expect(try await server.get("/metrics").text.contains("\nprometheus_config_last_reload_successful 0\n"))
            #expect(try await server.data("/api/v1/targets")["activeTargets"]?.array?.count == 1)

            try TestFiles.write(
                """
                global: {scrape_interval: 300ms, scrape_timeout: 300ms}
                scrape_configs:
                  - job_name: other
                    static_configs: [{targets: ["\(server.targetAddress)"]}]
                """,
                to: file
            )
            #expect(try await server.post("/-/reload", form: "").status == 200)
            // The new target is scraped, and the series of the old one end.
            try await server.waitFor("the new job") {
                try await server.value("metric_a%7Bjob=%22other%22%7D") == "1"
            }
            try await server.waitFor("the end of the old job") {
                try await server.value("metric_a%7Bjob=%22test%22%7D") == nil
            }
            #expect(try await server.value("up%7Bjob=%22test%22%7D") == nil)
            #expect(try await server.data("/api/v1/status/runtimeinfo")["reloadConfigSuccess"]?.bool == true)
        }
    }

    @Test("A target that fails is down and its series end; when it is back, they go on")
    func staleness() async throws {
        try await MetricsFixture.run(
            exposition: { number in
                // The third to the ninth scrape find no exposition.
                (3...9).contains(number) ? ("text/html", "<html>") : ("text/plain", "metric_a \(number)\n")
            }
        ) { server in
            try await server.waitFor("the failure") { try await server.value("up") == "0" }
            #expect(try await server.value("metric_a") == nil)
            try await server.waitFor("the reason") {
                let target = try await server.data("/api/v1/targets")["activeTargets"]?[0]
                return target?["health"]?.string == "down"
                    && target?["lastError"]?.string?.contains("unsupported Content-Type \"text/html\"") ?? false
            }
            try await server.waitFor("the recovery") { try await server.value("metric_a") != nil }
            #expect(try await server.value("up") == "1")
        }
    }
}
