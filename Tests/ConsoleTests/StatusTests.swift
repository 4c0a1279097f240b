import Bytes
import Console
import Hummingbird
import ServiceKit
import TestSupport
import Testing

@Suite("What runs where", .timeLimit(.minutes(1)))
struct StatusTests {
    @Test("each program with its address and whether it answers, in the order of the configuration")
    func components() async throws {
        let well = try EchoUpstream(named: "well")
        let ill = try EchoUpstream(named: "ill") { router in
            router.get("/readyz") { _, _ in Response.text("the database is locked", status: .serviceUnavailable) }
        }
        let free = try FreePort.next()
        var configuration = ConsoleConfiguration(searchURL: well.url, metricsURL: well.url)
        configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.logIndex = "app-*"
        configuration.publicRoutes = [
            .init(prefix: "/v1/x", service: "b-service", url: well.url),
            .init(prefix: "/v1/y", service: "a-service", url: well.url),
            .init(prefix: "/v1/z", service: "a-service", url: well.url),
        ]
        configuration.components = [
            .init(name: "one", purpose: "first", url: well.url, healthURL: well.url + "/readyz"),
            .init(name: "two", purpose: "second", url: ill.url, healthURL: ill.url + "/readyz"),
            .init(name: "three", purpose: "third", url: "http://x", healthURL: "http://127.0.0.1:\(free)/readyz"),
            .init(name: "four", purpose: "fourth", url: "http://y", healthURL: nil),
        ]
        try await withConsole(configuration, beside: [well.server, ill.server]) { console async throws in
            let status = try await console.get("/api/status").json()
            #expect(status["version"]?.string == "1.2.3")
            #expect(status["logs"]?["index"]?.string == "app-*")
            #expect(status["services"]?.array?.compactMap(\.string) == ["a-service", "b-service"])
            let components = try #require(status["components"]?.array)
            #expect(components.map { $0["name"]?.string } == ["one", "two", "three", "four"])
            #expect(components.map { $0["health"]?.string } == ["up", "down", "down", "unknown"])
            #expect(components[1]["detail"]?.string?.contains("the database is locked") == true)
            #expect(components[2]["detail"]?.string?.isEmpty == false)
        }
    }

    @Test("many pages that ask at once ask each program once")
    func asksOnce() async throws {
        let counter = Counter()
        let upstream = try EchoUpstream(named: "counted") { router in
            router.get("/readyz") { _, _ in
                counter.increment()
                return Response.text("ok")
            }
        }
        var configuration = ConsoleConfiguration(searchURL: upstream.url, metricsURL: upstream.url)
        configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.components = [
            .init(name: "one", purpose: "", url: upstream.url, healthURL: upstream.url + "/readyz")
        ]
        try await withConsole(configuration, beside: [upstream.server]) { console async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await console.get("/api/status").status } }
                for try await status in group { #expect(status == 200) }
            }
            // A slow machine may take longer than an answer is believed; it is never one for each page.
            #expect((1...4).contains(counter.value), "asked \(counter.value) times")
        }
    }

    @Test("probes and metrics of the console itself")
    func probes() async throws {
        try await withConsole { console async throws in
            #expect(try await console.get("/livez").status == 200)
            #expect(try await console.get("/readyz").status == 200)
            _ = try await console.get("/v1/users/ada")
            let metrics = try await console.get("/metrics").text
            #expect(metrics.contains("http_server_request_duration_seconds_count"))
            #expect(metrics.contains("route=\"/v1/users/**\""))
            #expect(!metrics.contains("ada"))
        }
    }
}
