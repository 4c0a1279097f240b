import Bytes
import Hummingbird
import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization
import Telemetry
import TestSupport

@testable import MetricsServer

/// A metrics server on a free port with a target to scrape, both in this process.
struct MetricsFixture: Sendable {
    let url: String
    let targetAddress: String
    let application: MetricsApplication
    let directory: TemporaryDirectory
    private let caller = HTTPCaller()

    /// Starts both for the length of `body`.
    ///
    /// - Parameters:
    ///   - exposition: what the target answers, by the number of the request.
    ///   - configuration: of the server; `TARGET` in it stands for the target's address. Without one the target is
    ///     scraped every 300 ms as the job `test`.
    ///   - routes: more of the target.
    static func run(
        exposition: @escaping @Sendable (Int) -> (type: String, text: String) = { _ in ("text/plain", "metric_a 1\n") },
        configuration: String? = nil,
        routes: (AppRouter) -> Void = { _ in },
        settings change: (inout MetricsConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (MetricsFixture) async throws -> Void
    ) async throws {
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        let requests = Requests()
        let router = makeRouter()
        router.get("/metrics") { _, _ in
            let (type, text) = exposition(requests.next())
            return Response.bytes(Array(text.utf8), contentType: type)
        }
        routes(router)
        let target = try HTTPServer.bind(
            ListenAddress(host: "127.0.0.1", port: 0),
            flag: "--target",
            router: router,
            telemetry: ServiceTelemetry(service: "target", version: "1", logger: logger)
        )
        let directory = try TemporaryDirectory()
        let standard = """
            global: {scrape_interval: 300ms, scrape_timeout: 300ms}
            scrape_configs:
              - job_name: test
                static_configs: [{targets: ["TARGET"], labels: {env: "ü"}}]
            """
        let text = (configuration ?? standard).replacing("TARGET", with: "\(target.address)")
        let file = try directory.write(text, to: "prometheus.yml")
        var settings = MetricsConfiguration(source: .file(file), storagePath: directory.path("data"))
        settings.listenAddress = ListenAddress(host: "127.0.0.1", port: 0)
        change(&settings)
        let application = try await MetricsApplication(
            configuration: settings,
            telemetry: ServiceTelemetry(service: "martlet-metrics", version: "1", logger: logger)
        )
        let fixture = MetricsFixture(
            url: application.address.url,
            targetAddress: "\(target.address)",
            application: application,
            directory: directory
        )
        let group = ServiceGroup(services: [target] + application.services, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(fixture)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private final class Requests: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    // MARK: Requests

    func get(_ path: String, headers: HTTPCaller.Headers = []) async throws -> HTTPReply {
        // The client would take brackets for a mistake and encode all of the URL once more.
        let encoded = path.replacing("[", with: "%5B").replacing("]", with: "%5D")
        return try await caller.get(url + encoded, headers: headers)
    }

    func post(_ path: String, form: String) async throws -> HTTPReply {
        try await caller.request(
            "POST",
            url + path,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form.utf8)
        )
    }

    /// The `data` of a successful answer.
    func data(_ path: String) async throws -> JSONValue {
        let reply = try await get(path)
        let json = try reply.json()
        guard reply.status == 200, json["status"]?.string == "success", let data = json["data"] else {
            throw Unexpected(description: "\(path): \(reply.status) \(reply.text)")
        }
        return data
    }

    /// The value of an instant query with one result; nil while there is none.
    func value(_ query: String) async throws -> String? {
        let data = try await data("/api/v1/query?query=\(query)")
        return data["result"]?[0]?["value"]?[1]?.string
    }

    /// Asks again and again until the answer is right.
    func waitFor(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Unexpected(description: "waited in vain for \(what)")
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }
}
