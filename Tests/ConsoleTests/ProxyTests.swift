import Bytes
import Console
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit
import Telemetry
import TestSupport
import Testing

@Suite("What is passed on", .timeLimit(.minutes(1)))
struct ProxyTests {
    @Test("queries of logs and metrics reach their servers, with method, query and body")
    func queries() async throws {
        try await withConsole { console async throws in
            let search = try await console.caller.post(
                console.url + "/api/logs/logs-*/_search?request_cache=false",
                json: ["size": 1]
            )
            let asked = try search.json()
            #expect(asked["upstream"]?.string == "search")
            #expect(asked["method"]?.string == "POST")
            #expect(asked["path"]?.string == "/logs-*/_search")
            #expect(asked["query"]?.string == "request_cache=false")
            #expect(asked["body"]?.string == #"{"size":1}"#)
            #expect(asked["headers"]?["content-type"]?.string == "application/json")

            let values = try await console.get("/api/metrics/label/job/values?match[]=up").json()
            #expect(values["upstream"]?.string == "metrics")
            #expect(values["path"]?.string == "/api/v1/label/job/values")
        }
    }

    @Test(
        "each public path goes to its service",
        arguments: [
            ("/v1/users", "users"), ("/v1/users/ada", "users"), ("/v1/auth/token", "users"), ("/v1/me", "users"),
            ("/v1/notifications", "users"), ("/.well-known/jwks.json", "users"), ("/v1/todos/1/x", "todos"),
            ("/v1/lists", "todos"), ("/v1/posts/hello%20world", "posts"), ("/v1/tags", "posts"), ("/v1/feed/", "posts"),
        ]
    )
    func publicRoutes(path: String, service: String) async throws {
        try await withConsole { console async throws in
            let answer = try await console.get(path).json()
            #expect(answer["upstream"]?.string == service)
            #expect(answer["path"]?.string == path)
        }
    }

    @Test("a prefix is whole segments, and other paths are not passed on")
    func prefixes() async throws {
        try await withConsole { console async throws in
            for path in ["/v1/usersx", "/v1", "/v1/", "/v2/users", "/internal/v1/users", "/v1/%75sers"] {
                #expect(try await console.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test("the trace goes on, and the answer has the request's id")
    func trace() async throws {
        try await withConsole { console async throws in
            let trace = TraceContext.root()
            for path in ["/v1/todos", "/api/logs/_search"] {
                let headers = [("traceparent", trace.traceparent), ("X-Request-Id", "mine-1")]
                let reply = try await console.get(path, headers)
                let seen = try #require(try reply.json()["headers"]?["traceparent"]?.string)
                let passed = try #require(TraceContext(traceparent: seen))
                #expect(passed.traceID == trace.traceID)
                #expect(passed.spanID != trace.spanID, "the console is a hop of its own")
                #expect(reply.header("X-Request-Id") == "mine-1")
            }
        }
    }

    @Test("credentials go to services only, and their cookies come back from services only")
    func credentials() async throws {
        try await withConsole { console async throws in
            let headers = [("Authorization", "Bearer token"), ("Cookie", "a=b")]
            let service = try await console.get("/v1/me", headers)
            #expect(try service.json()["headers"]?["authorization"]?.string == "Bearer token")
            #expect(service.header("Set-Cookie") == "session=1")
            let query = try await console.get("/api/logs/_search", headers)
            #expect(try query.json()["headers"]?["authorization"] == nil)
            #expect(try query.json()["headers"]?["cookie"] == nil)
            #expect(query.header("Set-Cookie") == nil)
            #expect(query.header("Cache-Control") == "no-store")
        }
    }

    @Test("every method of a service's API passes, with its body")
    func methods() async throws {
        try await withConsole { console async throws in
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                let body = method == "GET" || method == "OPTIONS" ? nil : Array("body of \(method)".utf8)
                let answer = try await console.caller.request(method, console.url + "/v1/posts/1", body: body).json()
                #expect(answer["method"]?.string == method)
                #expect(answer["body"]?.string == body.map { String(decoding: $0, as: UTF8.self) } ?? "")
            }
            let head = try await console.caller.request("HEAD", console.url + "/v1/posts/1")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(Int(head.header("Content-Length") ?? "") ?? 0 > 0)
        }
    }

    @Test("bodies have a limit, whether their length is announced or not")
    func limits() async throws {
        try await withConsole {
            $0.maxBodyBytes = 1000
        } _: { console async throws in
            let url = console.url + "/v1/posts"
            #expect(
                try await console.caller.request("POST", url, body: .init(repeating: 65, count: 1000)).status == 200
            )
            let large = try await console.caller.request("POST", url, body: .init(repeating: 65, count: 1001))
            #expect(large.status == 413)
            #expect(large.header("Content-Type") == "application/problem+json")
            let chunk = String(repeating: "x", count: 0x300)
            let answer = try await RawRequest.send(
                "POST /v1/posts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + "300\r\n\(chunk)\r\n300\r\n\(chunk)\r\n0\r\n\r\n",
                to: console.port
            )
            #expect(statusCode(answer) == 413)
        }
    }

    @Test("a body comes through while it is still being written")
    func streaming() async throws {
        let (turns, turn) = AsyncStream<Void>.makeStream()
        try await withConsole(
            upstream: { router in
                router.get("/v1/users/stream") { _, _ in
                    Response(
                        status: .ok,
                        body: ResponseBody { writer in
                            try await writer.write(ByteBuffer(string: "first\n"))
                            // The second half is written only after the client has the first.
                            for await _ in turns { break }
                            try await writer.write(ByteBuffer(string: "second\n"))
                            try await writer.finish(nil)
                        }
                    )
                }
            },
            { console async throws in
                let request = "GET /v1/users/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                let answer = try await RawRequest.send(request, to: console.port) { soFar in
                    if soFar.contains("first\n") { turn.yield() }
                }
                #expect(answer.contains("second\n"))
            }
        )
    }

    @Test("a service that is away is 502, one that does not answer is 504; both say which one")
    func failures() async throws {
        let free = try FreePort.next()
        let (answers, answer) = AsyncStream<Void>.makeStream()
        defer { answer.finish() }
        try await withConsole(
            {
                $0.upstreamTimeout = .milliseconds(300)
                $0.publicRoutes.append(
                    .init(prefix: "/v9/away", service: "away-service", url: "http://127.0.0.1:\(free)")
                )
            },
            upstream: { router in
                router.get("/v1/users/slow") { _, _ in
                    for await _ in answers { break }
                    return Response.text("late")
                }
            },
            { console async throws in
                let away = try await console.get("/v9/away")
                #expect(away.status == 502)
                #expect(away.header("Content-Type") == "application/problem+json")
                #expect(try away.json()["code"]?.string == "upstream-unavailable")
                #expect(try away.json()["detail"]?.string?.contains("away-service") == true)
                #expect(!away.text.contains("\(free)"), "where it should be is nobody's business")
                let slow = try await console.get("/v1/users/slow")
                #expect(slow.status == 504)
                #expect(try slow.json()["code"]?.string == "upstream-timeout")
                answer.finish()
            }
        )
    }

    @Test("a redirect is for the client, not for the console to follow")
    func redirects() async throws {
        try await withConsole(
            upstream: { router in
                router.get("/v1/users/moved") { _, _ in
                    Response(status: .found, headers: [.location: "http://127.0.0.1:1/elsewhere"])
                }
            },
            { console async throws in
                let reply = try await console.get("/v1/users/moved")
                #expect(reply.status == 302)
                #expect(reply.header("Location") == "http://127.0.0.1:1/elsewhere")
            }
        )
    }
}
