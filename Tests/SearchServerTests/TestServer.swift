import Bytes
import Logging
import SearchServer
import ServiceKit
import ServiceLifecycle
import Telemetry
import TestSupport
import Testing

/// A search server of this process on a free port, for the time of one test.
struct TestServer {
    let url: String
    private let caller = HTTPCaller()

    static func run(
        _ configure: (inout SearchConfiguration) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        var configuration = SearchConfiguration(dataPath: directory.path("data"))
        configuration.listenAddress = ListenAddress(host: "127.0.0.1", port: 0)
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let telemetry = ServiceTelemetry(service: "martlet-search", version: Version.current, logger: logger)
        let application = try await SearchApplication(configuration: configuration, telemetry: telemetry)
        let group = ServiceGroup(configuration: .init(services: application.services, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let server = TestServer(url: application.address.url)
            do {
                try await body(server)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        type: String = "application/json",
        headers: HTTPCaller.Headers = []
    ) async throws -> HTTPReply {
        try await send(method, path, bytes: body.map { Array($0.utf8) }, type: type, headers: headers)
    }

    func send(
        _ method: String,
        _ path: String,
        bytes: [UInt8]?,
        type: String = "application/json",
        headers: HTTPCaller.Headers = []
    ) async throws -> HTTPReply {
        var headers = headers
        if bytes != nil, !type.isEmpty { headers.append((name: "Content-Type", value: type)) }
        return try await caller.request(method, url + path, headers: headers, body: bytes)
    }

    func bulk(_ path: String = "/_bulk", _ lines: String...) async throws -> HTTPReply {
        try await send("POST", path, lines.map { $0 + "\n" }.joined(), type: "application/x-ndjson")
    }
}

extension HTTPReply {
    var json: JSONValue { (try? JSONValue(parsing: body, depthLimit: 200)) ?? .null }
    var string: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
