import Console
import ServiceKit
import TestSupport
import Testing

@Suite("A console's configuration")
struct ConfigurationTests {
    private func problem(_ adjust: (inout ConsoleConfiguration) -> Void) async -> String? {
        var configuration = ConsoleConfiguration(searchURL: "http://127.0.0.1:9200", metricsURL: "http://[::1]:9090/")
        configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
        adjust(&configuration)
        do {
            _ = try await ConsoleApplication(configuration: configuration, telemetry: quietTelemetry("console"))
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func route(_ prefix: String, _ url: String = "http://127.0.0.1:1") -> ConsoleConfiguration.PublicRoute {
        .init(prefix: prefix, service: "a-service", url: url)
    }

    @Test("what works is taken")
    func good() async {
        #expect(await problem { _ in } == nil)
        #expect(await problem { $0.publicRoutes = [route("/v1/a"), route("/v1/ab"), route("/v2/a/b")] } == nil)
    }

    @Test("addresses of servers behind are a host and a port, nothing more")
    func addresses() async {
        for url in [
            "", "127.0.0.1:9200", "ftp://a", "http://", "http://a/path", "http://u:p@a", "http://a?b", "http://a b",
        ] {
            #expect(await problem { $0.searchURL = url }?.contains("search server") == true, "\(url)")
            #expect(await problem { $0.metricsURL = url }?.contains("metrics server") == true, "\(url)")
            #expect(await problem { $0.publicRoutes = [route("/a", url)] }?.contains("a-service") == true, "\(url)")
        }
    }

    @Test("routes are plain, apart from each other and from the console's own")
    func routes() async {
        for prefix in ["", "/", "v1", "/v1/", "/v1//a", "/a b", "/../a", "/v1/*", "/a/**", "/{x}", "/:id"] {
            #expect(await problem { $0.publicRoutes = [route(prefix)] } != nil, "\(prefix)")
        }
        for prefix in ["/api", "/api/logs", "/assets/x", "/metrics", "/livez"] {
            #expect(await problem { $0.publicRoutes = [route(prefix)] }?.contains("collides") == true, "\(prefix)")
        }
        #expect(await problem { $0.publicRoutes = [route("/v1"), route("/v1/a")] }?.contains("overlap") == true)
        #expect(await problem { $0.publicRoutes = [route("/v1/a"), route("/v1/a")] }?.contains("overlap") == true)
    }

    @Test("a port in use names the flag")
    func portInUse() async throws {
        let other = try EchoUpstream(named: "other")
        let problem = await problem {
            $0.address = other.server.address
            $0.addressFlag = "--console.listen-address"
        }
        #expect(problem?.contains("--console.listen-address") == true)
    }

    @Test("the index pattern is one")
    func index() async {
        #expect(await problem { $0.logIndex = "_bulk" } != nil)
        #expect(await problem { $0.logIndex = "logs/x" } != nil)
    }
}
