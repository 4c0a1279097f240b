import Bytes
import Dispatch
import EventBus
import SQLDatabase
import ServiceKit
import Storage
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

    @Test func aDatabaseThatAnotherHoldsMakesA503AndReadingGoesOn() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "services-busy")
        defer { try? FileSystem.removeTree(folder) }
        var setup = ThreeServices.Setup()
        setup.busyTimeout = .milliseconds(20)
        try await ThreeServices.run(in: folder, setup: setup) { services in
            let token = try await services.newUser("alice")
            let url = "\(services.posts)/v1/posts"
            #expect(try await services.call("POST", url, ["title": "One", "body": "b"], as: token).status == 201)
            // A second writer, as another process would be, in the middle of its transaction.
            let (begun, end) = (WakeSignal(), DispatchSemaphore(value: 0))
            let location = DatabaseLocation(path: "\(folder)/posts.db")
            let other = try await SQLDatabase.openExisting(location)
            let started = begun.generation
            async let held: Void = other.write("hold") { connection in
                try connection.execute("update authors set version = version")
                begun.raise()
                end.wait()
            }
            await begun.wait(after: started, atMost: .seconds(60))
            let reply = try await services.call("POST", url, ["title": "Two", "body": "b"], as: token)
            try expectProblem(reply, 503, "database-unavailable")
            #expect(reply.header("Retry-After") == "1")
            #expect(!reply.text.lowercased().contains("insert"))
            #expect(try await services.call("GET", "\(url)/one").status == 200)
            end.signal()
            try await held
            #expect(try await services.call("POST", url, ["title": "Two", "body": "b"], as: token).status == 201)
        }
    }
}
