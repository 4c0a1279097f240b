import Bytes
import ServiceKit
import TestSupport
import Testing

@Suite("The whole platform in one process", .serialized, .timeLimit(.minutes(5)))
struct PlatformTests {
    private static let python = PackageRoot.path(".build/python/bin/python3")

    @Test(
        "200 requests are found again by trace in the logs, by number in the metrics, and after a kill",
        .enabled(if: TestFiles.exists(python), "the official client is not there: scripts/prerequisites.sh test")
    )
    func oneRequestOnOnePage() async throws {
        let directory = try TemporaryDirectory()
        let first = try await RunningPlatform.start(data: directory.path("data"))
        var client = ScenarioClient(first.endpoints)

        // Five people, each with todos and posts; 200 requests in all, some of them wrong.
        var tokens: [String] = []
        for person in 0..<5 {
            let name = "person\(person)"
            let registered = try await client.send(
                .user,
                "POST",
                "/v1/users",
                [
                    "username": .string(name), "email": .string("\(name)@example.com"),
                    "password": "correct horse battery staple",
                ]
            )
            #expect(registered.status == 201, "\(registered.text)")
            let loggedIn = try await client.send(
                .user,
                "POST",
                "/v1/auth/token",
                ["grant": "password", "identifier": .string(name), "password": "correct horse battery staple"]
            )
            tokens.append(try #require(try loggedIn.json()["accessToken"]?.string, "\(loggedIn.text)"))
        }
        for token in tokens {
            let todo = try await client.send(.todo, "POST", "/v1/todos", token: token, ["title": "Ship it"])
            #expect(todo.status == 201, "\(todo.text)")
            let id = try #require(try todo.json()["id"]?.string)
            let done = try await client.send(.todo, "PATCH", "/v1/todos/\(id)", token: token, ["completed": true])
            #expect(done.status == 200, "\(done.text)")
            let post = try await client.send(
                .post,
                "POST",
                "/v1/posts",
                token: token,
                ["title": "It is shipped", "body": "All of it.", "status": "published"]
            )
            #expect(post.status == 201, "\(post.text)")
        }
        let refused = try await client.send(.todo, "POST", "/v1/todos", token: tokens[0], ["title": ""])
        #expect(refused.status == 422)
        #expect(try await client.send(.post, "GET", "/v1/posts/never-written").status == 404)
        #expect(try await client.send(.user, "GET", "/v1/me").status == 401)
        while client.traces.count < 200 {
            let token = tokens[client.traces.count % tokens.count]
            switch client.traces.count % 3 {
            case 0: _ = try await client.send(.todo, "GET", "/v1/todos", token: token)
            case 1: _ = try await client.send(.post, "GET", "/v1/posts", token: token)
            default: _ = try await client.send(.user, "GET", "/v1/me", token: token)
            }
        }
        let traces = Array(client.traces.prefix(200))
        #expect(Set(traces).count == 200)

        // user.registered has made a welcome todo; todo.completed stands in the profile.
        for token in tokens {
            try await eventually("the welcome todo") {
                let todos = try await client.send(.todo, "GET", "/v1/todos", token: token)
                return try todos.json()["items"]?.array?.count == 2
            }
            try await eventually("the completed todo in the profile") {
                let me = try await client.send(.user, "GET", "/v1/me", token: token)
                return try me.json()["stats"]?["todosCompleted"]?.int == 1
            }
        }

        try await eventually("every trace in the search server") {
            try await found(traces, first.endpoints.search) == 200
        }
        let sent = client.sent
        try await eventually("the request counts in the metrics server") {
            try await counts(first.endpoints.metrics) == sent
        }
        let before = Timestamp.now()

        try await first.process.kill()
        let second = try await RunningPlatform.start(data: directory.path("data"))
        #expect(try await found(traces, second.endpoints.search) == 200)
        #expect(try await counts(second.endpoints.metrics, at: before) == sent)
        var again = ScenarioClient(second.endpoints)
        for token in tokens {
            let me = try await again.send(.user, "GET", "/v1/me", token: token)
            #expect(try me.json()["stats"]?["todosCompleted"]?.int == 1, "\(me.text)")
            let todos = try await again.send(.todo, "GET", "/v1/todos", token: token)
            #expect(try todos.json()["items"]?.array?.count == 2, "\(todos.text)")
        }
        let status = try await second.process.terminate(timeout: .seconds(15))
        #expect(status == .exited(0), "\(second.process.errorOutput)")
    }

    @Test(
        "a browser sees the demo: logs, charts and one request by its trace",
        .enabled(if: TestFiles.exists(python), "selenium is not there: scripts/prerequisites.sh test")
    )
    func demoInTheBrowser() async throws {
        let directory = try TemporaryDirectory()
        let platform = try await RunningPlatform.start(
            data: directory.path("data"),
            arguments: ["--demo", "--demo.requests", "300", "--demo.rate", "50"]
        )
        try await eventually("the demo's lines are there", within: .seconds(60)) {
            let reply = try await HTTPCaller().get(platform.endpoints.search + "/logs-*/_count")
            return try (reply.json()["count"]?.int ?? 0) >= 250
        }
        // A line that would run as markup on a page less careful.
        let hostile: JSONValue = [
            "@timestamp": .string(Timestamp.now().rfc3339()), "log.level": "error", "service.name": "user-service",
            "message": "<script>alert(1)</script><img src=x onerror=alert(2)> \u{202e}gnp.exe",
        ]
        let planted = try await HTTPCaller().post(platform.endpoints.search + "/logs-services/_doc", json: hostile)
        #expect(planted.status == 201, "\(planted.text)")
        let smoke = try await Command.run(
            Self.python,
            [
                PackageRoot.path("scripts/console-smoke.py"), "--url", platform.endpoints.console, "--screenshots",
                PackageRoot.path(".build/screenshots/platform"),
            ]
        )
        #expect(smoke.status == .exited(0), "\(smoke.output)\(smoke.errorOutput)")
        #expect(try await platform.process.terminate(timeout: .seconds(15)) == .exited(0))
    }

    @Test("the console's port takes what many clients write at once, also what a service refuses before it has read it")
    func writesThroughTheConsole() async throws {
        let directory = try TemporaryDirectory()
        let platform = try await RunningPlatform.start(data: directory.path("data"))
        let url = platform.endpoints.console + "/v1/todos"
        let body: JSONValue = ["title": .string(String(repeating: "x", count: 150))]
        try await withThrowingTaskGroup(of: Int.self) { clients in
            for client in 0..<8 {
                clients.addTask {
                    let caller = HTTPCaller()
                    var refused = 0
                    for request in 0..<100 {
                        // A third is too large for the service behind, all are without a token.
                        let isLarge = (client + request) % 3 == 0
                        let reply = try await caller.request(
                            "POST",
                            url,
                            headers: [("Content-Type", "application/json")],
                            body: isLarge ? [UInt8](repeating: 0x20, count: 300_000) : body.serialized(),
                            timeout: .seconds(60)
                        )
                        if [401, 413].contains(reply.status) { refused += 1 }
                    }
                    return refused
                }
            }
            for try await refused in clients { #expect(refused == 100) }
        }
        #expect(try await platform.process.terminate(timeout: .seconds(15)) == .exited(0))
    }

    @Test("a second process on the same data is refused, and says who has it")
    func lock() async throws {
        let directory = try TemporaryDirectory()
        let data = directory.path("data")
        let first = try await RunningPlatform.start(data: data)
        let second = try ChildProcess(BuiltPrograms.path("martlet"), ["up", "--data", data])
        #expect(try await second.waitForExit() == .exited(1))
        #expect(second.errorOutput.contains("\(data) is in use by process \(first.process.pid)"))
        #expect(try await first.process.terminate() == .exited(0))
    }

    @Test("a port in use is an error that names the flag")
    func portInUse() async throws {
        let directory = try TemporaryDirectory()
        let taken = try ListeningSocket(ListenAddress(host: "127.0.0.1", port: 0), flag: "")
        let process = try ChildProcess(
            BuiltPrograms.path("martlet"),
            ["up", "--data", directory.path("data"), "--search.listen", "\(taken.address)"]
                + ["console", "user", "todo", "post", "metrics"].flatMap { ["--\($0).listen", "127.0.0.1:0"] }
                + ["user.admin", "todo.admin", "post.admin", "shipper.forward", "shipper.metrics"]
                .flatMap { ["--\($0)", "127.0.0.1:0"] }
        )
        #expect(try await process.waitForExit() == .exited(1))
        let expected =
            "cannot listen on \(taken.address): the port is in use by another program; "
            + "choose another with --search.listen"
        #expect(process.errorOutput.contains(expected), "\(process.errorOutput)")
    }

    /// How many of the traces the official Python client finds, one query for each.
    private func found(_ traces: [String], _ search: String) async throws -> Int {
        let script = """
            import sys
            from elasticsearch import Elasticsearch
            client = Elasticsearch(sys.argv[1])
            found = 0
            for trace in sys.argv[2:]:
                answer = client.search(index="logs-*", query={"term": {"trace.id": trace}}, size=1)
                found += answer["hits"]["total"]["value"] > 0
            print(found)
            """
        let result = try await Command.run(Self.python, ["-c", script, search] + traces)
        guard let count = Int(result.output.filter(\.isNumber)) else {
            throw NeverHappened(what: result.errorOutput, limit: .zero, lastError: nil)
        }
        return count
    }

    /// The number of requests to each service's own routes.
    private func counts(_ metrics: String, at time: Timestamp? = nil) async throws -> [ScenarioClient.Service: Int] {
        let query = "sum%20by%20(job)%20(http_server_request_duration_seconds_count%7Broute%3D~%22/v1/.*%22%7D)"
        let moment = time.map { "&time=\($0.seconds)" } ?? ""
        let reply = try await HTTPCaller().get("\(metrics)/api/v1/query?query=\(query)\(moment)")
        var counts: [ScenarioClient.Service: Int] = [:]
        for sample in try reply.json()["data"]?["result"]?.array ?? [] {
            guard let job = sample["metric"]?["job"]?.string, let service = ScenarioClient.Service(rawValue: job) else {
                continue
            }
            counts[service] = sample["value"]?[1]?.string.flatMap { Int($0) }
        }
        return counts
    }
}
