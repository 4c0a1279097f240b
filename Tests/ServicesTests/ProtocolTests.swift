import Bytes
import ServiceKit
import Testing

/// What holds for all three services alike.
@Suite struct ProtocolTests {
    @Test func whatIsNotThereAndWhatIsNotAllowedAreToldApart() async throws {
        try await ThreeServices.run { services in
            for base in [services.users, services.todos, services.posts] {
                try expectProblem(try await services.call("GET", "\(base)/v1/nothing"), 404, "not-found")
            }
            for (url, allow) in [
                ("\(services.users)/v1/users", "POST"), ("\(services.users)/v1/me", "GET, HEAD, PATCH"),
                ("\(services.todos)/v1/todos", "GET, HEAD, POST"),
                ("\(services.todos)/v1/todos/x", "DELETE, GET, HEAD, PATCH, PUT"),
                ("\(services.posts)/v1/posts/x", "DELETE, GET, HEAD, PATCH"),
            ] {
                let reply = try await services.call("OPTIONS", url)
                try expectProblem(reply, 405, "method-not-allowed")
                #expect(reply.header("Allow") == allow)
            }
        }
    }

    @Test func bodiesThatAreNoJSONObjectsAreRefusedByWhatIsWrongWithThem() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let caller = HTTPCaller()
            func send(_ body: String, type: String?) async throws -> HTTPReply {
                var headers: HTTPCaller.Headers = [("Authorization", "Bearer \(token)")]
                if let type { headers.append(("Content-Type", type)) }
                return try await caller.request(
                    "POST",
                    "\(services.todos)/v1/todos",
                    headers: headers,
                    body: Array(body.utf8)
                )
            }
            let good = #"{"title":"x"}"#
            #expect(try await send(good, type: "application/json; charset=utf-8").status == 201)
            #expect(try await send(good, type: "application/merge-patch+json").status == 201)
            try expectProblem(try await send(good, type: "text/plain"), 415, "unsupported-media-type")
            try expectProblem(try await send(good, type: nil), 415, "unsupported-media-type")
            try expectProblem(try await send(#"{"title":"#, type: "application/json"), 400, "malformed-json")
            try expectProblem(try await send("", type: "application/json"), 400, "malformed-json")
            try expectProblem(try await send("[]", type: "application/json"), 422, "validation")
            let deep = String(repeating: "[", count: 1_000)
            try expectProblem(try await send(deep, type: "application/json"), 400, "malformed-json")
            let large = #"{"title":"x","notes":""# + String(repeating: "x", count: 256 << 10) + "\"}"
            try expectProblem(try await send(large, type: "application/json"), 413, "content-too-large")
        }
    }

    @Test func theAdminPortTellsHealthAndMetrics() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.todos)/v1/todos/01a204b5-4e99-7527-91e2-19fdbcbc82d9"
            #expect(try await services.call("GET", url, as: token).status == 404)
            for path in ["livez", "readyz", "startupz"] {
                try await expectEventually {
                    try await services.call("GET", "\(services.todosAdmin)/\(path)").status == 200
                }
            }
            let metrics = try await services.call("GET", "\(services.todosAdmin)/metrics").text
            // The route's template, never the id.
            #expect(
                metrics.contains(
                    #"http_server_request_duration_seconds_count{method="GET",route="/v1/todos/{id}",status="404"} 1"#
                )
            )
            for name in [
                "outbox_pending", "outbox_oldest_age_seconds", "messaging_published_total",
                "messaging_redelivered_total", "messaging_dead_lettered_total",
                "db_client_operation_duration_seconds_count",
            ] {
                #expect(metrics.contains("\n\(name)"), "\(name)")
            }
            let users = try await services.call("GET", "\(services.usersAdmin)/metrics").text
            #expect(users.contains(#"auth_attempts_total{result="success"} 1"#))
        }
    }
}
