import Bytes
import HTTPTypes
import Hummingbird
import Logging
import ServiceKit
import ServiceLifecycle
import Storage
import Telemetry
import Testing

/// Runs a server for the length of `body`, then shuts it down gracefully.
private func withServer<Result: Sendable>(
    options: HTTPServerOptions = HTTPServerOptions(),
    _ configure: (AppRouter) -> Void,
    _ body: @Sendable (HTTPServer, ServiceTelemetry) async throws -> Result
) async throws -> Result {
    var logger = Logger(label: "tests")
    logger.logLevel = .critical
    let telemetry = ServiceTelemetry(service: "tests", version: "1", logger: logger)
    let router = makeRouter()
    configure(router)
    let server = try HTTPServer.bind(
        ListenAddress(host: "127.0.0.1", port: 0),
        flag: "--listen",
        router: router,
        options: options,
        telemetry: telemetry
    )
    let group = ServiceGroup(services: [server], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let result: Result
        do {
            result = try await body(server, telemetry)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
    }
}

@Suite("HTTP server", .timeLimit(.minutes(1)))
struct HTTPServerTests {
    private let caller = HTTPCaller()

    @Test("routes answer; what is unknown is a problem document; a wrong method says which are right")
    func routing() async throws {
        try await withServer { router in
            router.get("/v1/things/:id") { _, context in
                Response.json(["id": .string(try context.parameters.require("id"))])
            }
            router.delete("/v1/things/:id") { _, _ in Response(status: .noContent) }
        } _: { (server, _) async throws in
            let url = server.address.url
            let found = try await caller.get("\(url)/v1/things/7")
            #expect(found.status == 200)
            #expect(try found.json()["id"]?.string == "7")
            #expect(found.header("Date")?.hasSuffix(" GMT") == true)

            let missing = try await caller.get("\(url)/v1/nothing")
            #expect(missing.status == 404)
            #expect(missing.header("Content-Type") == "application/problem+json")
            #expect(try missing.json()["instance"]?.string == "/v1/nothing")

            let wrong = try await caller.post("\(url)/v1/things/7", json: [:])
            #expect(wrong.status == 405)
            #expect(wrong.header("Allow") == "DELETE, GET, HEAD")
        }
    }

    @Test("what a handler throws is told when it is a problem, and hidden when it is not")
    func failures() async throws {
        struct Secret: Error {}
        try await withServer { router in
            router.get("/refused") { _, _ -> Response in
                throw Problem(.unprocessableContent, detail: "no", errors: ["title": ["is too long"]])
            }
            router.get("/broken") { _, _ -> Response in throw Secret() }
        } _: { (server, _) async throws in
            let refused = try await caller.get("\(server.address.url)/refused")
            #expect(refused.status == 422)
            #expect(try refused.json()["errors"]?["title"]?[0]?.string == "is too long")
            let broken = try await caller.get("\(server.address.url)/broken")
            #expect(broken.status == 500)
            #expect(!broken.text.contains("Secret"))
        }
    }

    @Test("bodies have a limit, before and after decompression, and broken ones are named")
    func bodies() async throws {
        var options = HTTPServerOptions()
        options.maxBodyBytes = 1000
        try await withServer(options: options) { router in
            router.post("/echo") { request, context in Response.json(try await request.json(context)) }
        } _: { (server, _) async throws in
            let url = "\(server.address.url)/echo"
            #expect(try await caller.post(url, json: ["a": 1]).text == #"{"a":1}"#)
            let large: JSONValue = .string(String(repeating: "x", count: 2000))
            #expect(try await caller.post(url, json: large).status == 413)
            let gzip = [("Content-Encoding", "gzip")]
            let small = Gzip.compress(Array(#"{"a":1}"#.utf8), level: 6)
            #expect(try await caller.request("POST", url, headers: gzip, body: small).text == #"{"a":1}"#)
            let bomb = Gzip.compress(large.serialized(), level: 9)
            #expect(bomb.count < 1000)
            #expect(try await caller.request("POST", url, headers: gzip, body: bomb).status == 413)
            #expect(try await caller.request("POST", url, headers: gzip, body: [1, 2, 3]).status == 400)
            #expect(
                try await caller.request("POST", url, headers: [("Content-Encoding", "br")], body: [1]).status == 415
            )
            let malformed = try await caller.request("POST", url, body: Array("{\"a\":".utf8))
            #expect(malformed.status == 400)
            #expect(try malformed.json()["code"]?.string == "malformed-json")
        }
    }

    @Test("a trace goes through: in, to the handler, and out to the next service")
    func tracing() async throws {
        try await withServer { router in
            router.get("/trace") { _, context in Response.text(context.trace.traceID.description) }
            router.get("/next") { request, _ in
                Response.text(try await HTTPCaller().get("http://\(request.head.authority ?? "")/trace").text)
            }
        } _: { (server, _) async throws in
            let trace = TraceContext.root()
            let reply = try await TraceContext.$current.withValue(trace) {
                try await caller.get("\(server.address.url)/next")
            }
            #expect(reply.text == trace.traceID.description)
            #expect(
                try await caller.get("\(server.address.url)/trace", headers: [("X-Request-Id", "mine")])
                    .header("X-Request-Id") == "mine"
            )
            #expect(
                try await caller.get("\(server.address.url)/trace", headers: [("X-Request-Id", "not mine!")])
                    .header("X-Request-Id") != "not mine!"
            )
        }
    }

    @Test("requests are counted by route, never by path")
    func metrics() async throws {
        try await withServer { router in
            router.get("/v1/things/:id") { _, _ in Response.text("ok") }
        } _: { (server, telemetry) async throws in
            for id in 0..<5 { _ = try await caller.get("\(server.address.url)/v1/things/\(id)") }
            for id in 0..<3 { _ = try await caller.get("\(server.address.url)/scan/\(id)") }
            let text = String(decoding: telemetry.metrics.text(), as: UTF8.self)
            let name = "http_server_request_duration_seconds_count"
            #expect(text.contains("\(name){method=\"GET\",route=\"/v1/things/{id}\",status=\"200\"} 5\n"))
            #expect(text.contains("\(name){method=\"GET\",route=\"unmatched\",status=\"404\"} 3\n"))
        }
    }

    @Test("a refused connection is known at once, and said plainly")
    func refused() async throws {
        let url: String
        do {
            let socket = try ListeningSocket(ListenAddress(host: "127.0.0.1", port: 0), flag: "")
            url = socket.address.url
        }
        await #expect {
            try await caller.get(url + "/", timeout: .seconds(30))
        } throws: { error in
            (error as? HTTPCallError)?.kind == .connection && "\(error)" == "GET \(url)/: connection refused"
        }
    }

    @Test("a port in use names the flag")
    func portInUse() throws {
        let first = try ListeningSocket(ListenAddress(host: "127.0.0.1", port: 0), flag: "--listen")
        let expected =
            "cannot listen on \(first.address): the port is in use by another program; "
            + "choose another with --http.port"
        #expect(throws: StartupError(expected)) {
            _ = try ListeningSocket(first.address, flag: "--http.port")
        }
    }

    @Test("health says what is wrong, and a draining program is not ready")
    func health() async throws {
        let health = Health()
        try await withServer { router in
            var logger = Logger(label: "tests")
            logger.logLevel = .critical
            addAdminRoutes(
                to: router,
                health: health,
                telemetry: ServiceTelemetry(service: "tests", version: "1", logger: logger)
            )
        } _: { (server, _) async throws in
            let url = server.address.url
            #expect(try await caller.get("\(url)/livez").status == 200)
            #expect(try await caller.get("\(url)/startupz").status == 503)
            health.setStarted()
            #expect(try await caller.get("\(url)/readyz").status == 200)
            health.addReadinessCheck("database") { "locked" }
            #expect(try await caller.get("\(url)/readyz").text == "database: locked\n")
            #expect(try await caller.get("\(url)/readyz?verbose").json()["checks"]?["database"]?.string == "locked")
            let metrics = try await caller.get("\(url)/metrics").text
            #expect(metrics.contains("process_resident_memory_bytes"))
            #expect(!metrics.contains("http_server_request_duration_seconds_count"), "probes are no requests")
        }
    }

    @Test("a request in flight ends before a graceful shutdown does")
    func drain() async throws {
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let reply = try await withServer { router in
            router.get("/slow") { _, _ in
                startedContinuation.finish()
                try await Task.sleep(for: .milliseconds(300))
                return Response.text("done")
            }
        } _: { (server, _) async throws -> Task<String, any Error> in
            let url = "\(server.address.url)/slow"
            let reply = Task { try await HTTPCaller().get(url).text }
            for await _ in started {}
            return reply  // and the server shuts down while the request is being worked on
        }
        #expect(try await reply.value == "done")
    }

    @Test("a request that never ends does not hold up a graceful shutdown")
    func stuckRequest() async throws {
        var options = HTTPServerOptions()
        options.drainTimeout = .milliseconds(200)
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let reply = try await withServer(options: options) { router in
            router.get("/stuck") { _, _ in
                startedContinuation.finish()
                try await Task.sleep(for: .seconds(3600))
                return Response.text("never")
            }
        } _: { (server, _) async throws -> Task<Int, any Error> in
            let url = "\(server.address.url)/stuck"
            let reply = Task { try await HTTPCaller().get(url, timeout: .seconds(60)).status }
            for await _ in started {}
            return reply
        }
        // Either the answer that the server is shutting down, or a connection that was cut.
        if let status = try? await reply.value { #expect(status == 503) }
    }

    @Test("a response while draining says that the connection closes")
    func announcedClose() async throws {
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let reply = try await withServer { router in
            router.get("/slow") { _, _ in
                startedContinuation.finish()
                try await Task.sleep(for: .milliseconds(500))
                return Response.text("done")
            }
        } _: { (server, _) async throws -> Task<HTTPReply, any Error> in
            let url = "\(server.address.url)/slow"
            let reply = Task { try await HTTPCaller().get(url) }
            for await _ in started {}
            return reply
        }
        #expect(try await reply.value.header("Connection") == "close")
    }

    @Test("a client that asks first is told to go on, unless its body is too large")
    func expectContinue() async throws {
        var options = HTTPServerOptions()
        options.maxBodyBytes = 10
        try await withServer(options: options) { router in
            router.post("/echo") { request, context in Response.json(try await request.bodyBytes(context)) }
        } _: { (server, _) async throws in
            func exchange(_ length: Int) async throws -> String {
                try await RawConnection.exchange(
                    server.address.port,
                    head: "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
                )
            }
            #expect(try await exchange(4).hasPrefix("HTTP/1.1 100 Continue"))
            #expect(try await exchange(11).hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("no more connections than allowed are open at once, and the others get their turn")
    func connectionLimit() async throws {
        var options = HTTPServerOptions()
        options.maxConnections = 2
        options.idleTimeout = .milliseconds(200)
        try await withServer(options: options) { router in
            router.get("/") { _, _ in Response.text("ok") }
        } _: { (server, _) async throws in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<10 {
                    tasks.addTask { try await HTTPCaller().get(server.address.url + "/").status }
                }
                for try await status in tasks { #expect(status == 200) }
            }
        }
    }
}
