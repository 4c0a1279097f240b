import Bytes
import HTTPTypes
import Hummingbird
import ServiceKit
import Storage
import Synchronization
import Testing

@testable import MetricsServer

/// What goes over the wire between the server and a target.
@Suite("Requests to targets", .timeLimit(.minutes(2)))
struct ScrapeRequestTests {
    /// The requests that a target has seen.
    private final class Log: Sendable {
        private let requests = Mutex<[(path: String, headers: HTTPFields)]>([])

        func note(_ request: Request) {
            requests.withLock { $0.append((request.uri.string, request.headers)) }
        }

        func first(_ path: String) -> HTTPFields? {
            requests.withLock { $0.first { $0.path == path }?.headers }
        }
    }

    private func configuration(_ job: String) -> String {
        """
        global: {scrape_interval: 300ms, scrape_timeout: 300ms}
        scrape_configs:
          - job_name: test
            static_configs: [{targets: ["TARGET"]}]
        \(job)
        """
    }

    @Test("ask for the formats, with the timeout, the credentials and the parameters")
    func request() async throws {
        let log = Log()
        let job = """
                metrics_path: /probe
                params: {module: ["a b"]}
                basic_auth: {username: u, password: p}
            """
        try await MetricsFixture.run(
            configuration: configuration(job),
            routes: { router in
                router.get("/probe") { request, _ in
                    log.note(request)
                    return Response.bytes(Array("probed 1\n".utf8), contentType: "text/plain; version=0.0.4")
                }
            }
        ) { server in
            try await server.waitFor("a scrape") { try await server.value("probed") == "1" }
            let headers = try #require(log.first("/probe?module=a+b"))
            #expect(headers[.accept]?.hasPrefix("application/openmetrics-text;version=1.0.0") ?? false)
            #expect(headers[.acceptEncoding] == "gzip")
            #expect(headers[HTTPField.Name("X-Prometheus-Scrape-Timeout-Seconds")!] == "0.3")
            #expect(headers[.authorization] == "Basic dTpw")
            #expect(headers[.userAgent]?.hasPrefix("Prometheus/") ?? false)
        }
    }

    @Test("take a compressed answer, and follow a redirect")
    func compressedAndRedirected() async throws {
        try await MetricsFixture.run(
            configuration: configuration("    metrics_path: /moved"),
            routes: { router in
                router.get("/moved") { _, _ in Response(status: .found, headers: [.location: "packed"]) }
                router.get("/packed") { _, _ in
                    let body = Gzip.compress(Array("packed 7\n# EOF\n".utf8))
                    return Response.bytes(
                        body,
                        contentType: "application/openmetrics-text; version=1.0.0",
                        headers: [.contentEncoding: "gzip"]
                    )
                }
            }
        ) { server in
            try await server.waitFor("a scrape") { try await server.value("packed") == "7" }
        }
    }

    @Test(
        "that cannot be answered in order leave the target down, with the reason",
        arguments: [
            ("    metrics_path: /moved\n    follow_redirects: false", "server returned HTTP status 302"),
            ("    metrics_path: /loop", "stopped after 10 redirects"),
            ("    metrics_path: /slow", "context deadline exceeded"),
            ("    metrics_path: /large\n    body_size_limit: 1KB", "body size limit exceeded"),
            ("    metrics_path: /large\n    sample_limit: 5", "sample limit exceeded"),
            ("    metrics_path: /untyped", "no fallback_scrape_protocol is configured"),
        ]
    )
    func failures(job: String, reason: String) async throws {
        try await MetricsFixture.run(
            configuration: configuration(job),
            routes: { router in
                router.get("/moved") { _, _ in Response(status: .found, headers: [.location: "/metrics"]) }
                router.get("/loop") { _, _ in Response(status: .found, headers: [.location: "/loop"]) }
                router.get("/slow") { _, _ in
                    try await Task.sleep(for: .seconds(2))
                    return Response.text("late 1\n")
                }
                router.get("/large") { _, _ in
                    Response.bytes(
                        Array((0..<1_000).map { "m{n=\"\($0)\"} 1\n" }.joined().utf8),
                        contentType: "text/plain"
                    )
                }
                router.get("/untyped") { _, _ in Response(status: .ok, body: .init(byteBuffer: .init(string: "a 1\n")))
                }
            }
        ) { server in
            try await server.waitFor("a failed scrape") { try await server.value("up") == "0" }
            try await server.waitFor("the reason") {
                let target = try await server.data("/api/v1/targets")["activeTargets"]?[0]
                return target?["lastError"]?.string?.contains(reason) ?? false
            }
            #expect(try await server.value("count(m)") == nil)
        }
    }
}
