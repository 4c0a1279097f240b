import Bytes
import ServiceKit
import TestSupport
import Testing

@testable import Console

@Suite("What is not passed on", .timeLimit(.minutes(1)))
struct ProxySecurityTests {
    @Test(
        "paths that two servers could read in two ways are refused",
        arguments: [
            "/v1/users/../../admin", "/v1/users/..", "/v1/users/./x", "/v1/users/%2e%2e/admin", "/v1/users/%2E%2E%2Fx",
            "/v1/users/..%2fadmin", "/v1/users/a%2fb", "/v1/users/a%5cb", "/v1/users//x", "/v1/users/%00",
            "/v1/users/%0d%0aX:1", "/v1/users/%252e%252e", "/v1/users/..;/x", "/v1/users/.;a", "/v1/users/%zz",
            "/v1/users/%4", "/v1/users/%ff", "/api/logs/../metrics/query", "/api/logs/%2e%2e/_search",
            "/api/logs/_search/../_bulk", "/api/logs//_search", "/api/logs/a%2f_doc/_search",
        ]
    )
    func paths(target: String) async throws {
        try await withConsole { console async throws in
            let answer = try await RawRequest.target(target, to: console.port)
            #expect([400, 403, 404].contains(statusCode(answer)), "\(answer)")
            #expect(!answer.contains("\"upstream\""), "\(target) was passed on: \(answer)")
        }
    }

    @Test("only queries go to the search server")
    func logWrites() async throws {
        try await withConsole { console async throws in
            let refused = [
                ("POST", "/_bulk"), ("PUT", "/logs"), ("DELETE", "/logs"), ("DELETE", "/_all/_search"),
                ("POST", "/logs/_doc"), ("GET", "/logs/_doc/1"), ("PUT", "/logs/_mapping"), ("POST", "/logs/_mapping"),
                ("POST", "/logs/_delete_by_query"), ("GET", "/"), ("GET", "/_cluster/settings"),
                ("PUT", "/_cluster/settings"), ("GET", "/_search/scroll"), ("GET", "/_nodes"),
                ("GET", "/_security/_search"), ("GET", "/_cat/indices/_x"), ("GET", "/_cat/nodes"),
                ("POST", "/_cat/indices"), ("GET", "/a/b/_search"), ("GET", "/lo%67s%3F/_search"),
                ("PATCH", "/_search"),
            ]
            for (method, path) in refused {
                let reply = try await console.caller.request(method, "\(console.url)/api/logs\(path)")
                #expect(reply.status == 403, "\(method) \(path): \(reply.text)")
                #expect(try reply.json()["code"]?.string == "read-only")
            }
            let allowed = [
                ("GET", "/_search"), ("POST", "/logs-*,other/_search"), ("POST", "/_msearch"), ("POST", "/logs/_count"),
                ("GET", "/logs/_field_caps?fields=*"), ("GET", "/_mapping"), ("GET", "/logs/_mapping"),
                ("GET", "/_cat/indices?format=json"), ("GET", "/_cat/indices/logs-*"), ("GET", "/_all/_search"),
            ]
            for (method, path) in allowed {
                let reply = try await console.caller.request(method, "\(console.url)/api/logs\(path)")
                #expect(reply.status == 200, "\(method) \(path): \(reply.text)")
                #expect(try reply.json()["upstream"]?.string == "search")
            }
        }
    }

    @Test("only queries go to the metrics server, and nothing that may hold secrets")
    func metricWrites() async throws {
        try await withConsole { console async throws in
            let refused = [
                ("POST", "/write"), ("POST", "/read"), ("POST", "/admin/tsdb/delete_series"), ("GET", "/status/config"),
                ("GET", "/status/flags"), ("PUT", "/query"), ("DELETE", "/series"), ("POST", "/targets"), ("GET", ""),
                ("GET", "/label/a/b/values"), ("GET", "/otlp/v1/metrics"), ("POST", "/label/job/values"),
            ]
            for (method, path) in refused {
                let reply = try await console.caller.request(method, "\(console.url)/api/metrics\(path)")
                #expect(reply.status == 403, "\(method) \(path): \(reply.text)")
            }
            let allowed = [
                ("GET", "/query?query=up"), ("POST", "/query_range"), ("GET", "/labels"), ("POST", "/series"),
                ("GET", "/label/__name__/values"), ("GET", "/targets?state=active"), ("GET", "/metadata"),
                ("GET", "/rules"), ("GET", "/alerts"), ("GET", "/status/buildinfo"),
            ]
            for (method, path) in allowed {
                let reply = try await console.caller.request(method, "\(console.url)/api/metrics\(path)")
                #expect(reply.status == 200, "\(method) \(path): \(reply.text)")
            }
        }
    }

    @Test("no header lets a client choose where its request goes")
    func openProxy() async throws {
        try await withConsole { console async throws in
            let target = "http://example.com/v1/users"
            let absolute = try await RawRequest.send(
                "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                to: console.port
            )
            // Either refused, or answered by the service the path belongs to; never fetched from there.
            #expect(absolute.contains("\"upstream\":\"users\"") || statusCode(absolute) >= 400, "\(absolute)")
            for method in ["CONNECT", "TRACE", "TRACK", "PROPFIND"] {
                let answer = try await RawRequest.target("/v1/users", method: method, to: console.port)
                #expect(statusCode(answer) >= 400 || answer.isEmpty, "\(method): \(answer)")
                #expect(!answer.contains("\"upstream\""))
            }
            let tunnel = try await RawRequest.send(
                "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
                to: console.port
            )
            #expect(statusCode(tunnel) >= 400 || tunnel.isEmpty)
        }
    }

    @Test("what belongs to one connection, or claims an origin, ends here")
    func headers() async throws {
        try await withConsole { console async throws in
            let reply = try await RawRequest.send(
                """
                GET /v1/users HTTP/1.1\r\nHost: localhost:\(console.port)\r\nConnection: close, X-Secret, Host\r
                X-Secret: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nProxy-Authorization: Basic x\r
                X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6\r
                X-Real-IP: 6.6.6.6\r\nX-Original-URL: /admin\r\nX-Custom: kept\r\n\r\n
                """,
                to: console.port
            )
            let body = try JSONValue(parsing: try #require(reply.split(separator: "\r\n\r\n").last.map(String.init)))
            let headers = try #require(body["headers"])
            for name in [
                "x-secret", "keep-alive", "te", "upgrade", "proxy-authorization", "forwarded", "x-real-ip",
                "x-original-url",
            ] {
                #expect(headers[name] == nil, "\(name)")
            }
            #expect(headers["x-forwarded-for"]?.string == "127.0.0.1")
            #expect(headers["x-forwarded-host"]?.string == "localhost:\(console.port)")
            #expect(headers["x-forwarded-proto"]?.string == "http")
            #expect(headers["x-custom"]?.string == "kept")
            #expect(body["host"]?.string != "localhost:\(console.port)", "the service is asked by its own name")
            let head = reply.lowercased()
            #expect(!head.contains("x-private"), "named by the service's Connection header")
        }
    }

    @Test(
        "requests whose end two servers could see in two places are refused",
        arguments: [
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/me HTTP/1.1\r\n\r\n",
            "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
            "Content-Length: -1\r\n\r\n", "Content-Length: 1e3\r\n\r\n", "Content-Length: 0x10\r\n\r\n",
            "Transfer-Encoding: identity, chunked, xyz\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        ]
    )
    func smuggling(rest: String) async throws {
        try await withConsole { console async throws in
            let answer = try await RawRequest.send(
                "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(rest)",
                to: console.port
            )
            #expect(!answer.contains("\"upstream\""), "\(rest) was passed on: \(answer)")
            #expect(statusCode(answer) >= 400 || answer.isEmpty, "\(answer)")
        }
    }

    @Test("on a loopback address only loopback names are answered, so that no web site can borrow the console")
    func hosts() async throws {
        try await withConsole {
            $0.allowedHosts = ["Console.Example"]
        } _: { console async throws in
            func ask(_ host: String, _ path: String = "/api/status") async throws -> Int {
                statusCode(
                    try await RawRequest.send(
                        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n",
                        to: console.port
                    )
                )
            }
            for host in ["localhost", "127.0.0.1:9", "[::1]:8080", "LOCALHOST:1", "console.example:8080"] {
                #expect(try await ask(host) == 200, "\(host)")
            }
            for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "[::2]"] {
                #expect(try await ask(host) == 421, "\(host)")
                #expect(try await ask(host, "/v1/users") == 421, "\(host)")
                #expect(try await ask(host, "/livez") == 200, "probes come by address: \(host)")
            }
        }
    }

    @Test("browsers are told to run nothing that an answer holds")
    func policies() async throws {
        try await withConsole { console async throws in
            let page = try #require(try await console.get("/").header("Content-Security-Policy"))
            for directive in [
                "default-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "trusted-types 'none'",
            ] {
                #expect(page.contains(directive), "\(directive)")
            }
            #expect(!page.contains("unsafe"))
            for path in ["/", "/api/status", "/api/logs/_search", "/v1/users", "/api/logs/_bulk", "/assets/app.js"] {
                let reply = try await console.get(path)
                #expect(reply.header("X-Content-Type-Options") == "nosniff", "\(path)")
                #expect(reply.header("Content-Security-Policy") != nil, "\(path)")
                #expect(reply.header("Referrer-Policy") == "no-referrer", "\(path)")
                if path != "/" {
                    #expect(reply.header("Content-Security-Policy")?.contains("sandbox") == true, "\(path)")
                }
            }
        }
    }
}
