import Bytes
import EventBus
import SQLDatabase
import ServiceKit
import Storage
import Telemetry
import Testing

@Suite struct EventFlowTests {
    @Test func aRegistrationGivesAWelcomeTodoAndItsCompletionCountsOnce() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice", displayName: "Alice A.")
            var welcome: JSONValue?
            try await expectEventually {
                let list = try await services.call("GET", "\(services.todos)/v1/todos?tag=welcome", as: token)
                welcome = try list.json()["items"]?[0]
                return welcome != nil
            }
            #expect(welcome?["title"]?.string == "Welcome, Alice A.!")
            let url = services.todos + (try #require(welcome?["url"]?.string))
            // Completed, said twice, reopened, completed again: two transitions.
            for completed in [true, true, false, true] {
                _ = try await services.call("PATCH", url, ["completed": .bool(completed)], as: token)
            }
            func count(_ url: String) async throws -> Int? {
                try await services.call("GET", url, as: token).json()["stats"]?["todosCompleted"]?.int
            }
            try await expectEventually { try await count("\(services.users)/v1/me") == 2 }
            #expect(try await count("\(services.users)/v1/users/alice") == 2)
            let list = try await services.call("GET", "\(services.todos)/v1/todos", as: token)
            #expect(try list.json()["items"]?.array?.count == 1)
        }
    }

    @Test func postsShowTheirAuthorsPresentName() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice", displayName: "Before")
            let url = "\(services.posts)/v1/posts"
            _ = try await services.call("POST", url, ["title": "Post", "body": "b"], as: token)
            func name() async throws -> String? {
                try await services.call("GET", "\(url)/post").json()["author"]?["displayName"]?.string
            }
            try await expectEventually { try await name() == "Before" }
            _ = try await services.call("PATCH", "\(services.users)/v1/me", ["displayName": "After"], as: token)
            try await expectEventually { try await name() == "After" }
        }
    }

    @Test func anEventThatComesAgainOrLateChangesNothing() async throws {
        try await ThreeServices.run { services in
            let id = try await services.register("alice", displayName: "Alice")
            let token = try await services.logIn("alice").access
            _ = try await services.call("PATCH", "\(services.users)/v1/me", ["displayName": "Newer"], as: token)
            _ = try await services.call("POST", "\(services.posts)/v1/posts", ["title": "P", "body": "b"], as: token)
            func name() async throws -> String? {
                try await services.call("GET", "\(services.posts)/v1/posts/p").json()["author"]?["displayName"]?.string
            }
            try await expectEventually { try await name() == "Newer" }
            let log = try await SQLiteEventLog.open(services.eventsLocation, metrics: MetricsRegistry())
            func event(_ id: String, _ type: String, user: String, version: Int64, data: JSONValue) -> Event {
                Event(
                    id: id,
                    topic: "evt.\(type)",
                    type: "dev.martlet.\(type).v1",
                    source: "/test",
                    subject: user,
                    time: services.clock.wall.now(),
                    aggregateVersion: version,
                    traceparent: nil,
                    data: data
                )
            }
            let data: JSONValue = ["userId": .string(id), "username": "alice", "displayName": "Older"]
            let late = event("late", "users.user.updated", user: id, version: 1, data: data)
            let done: JSONValue = ["todoId": "x", "ownerId": .string(id)]
            let completed = event("done", "todos.todo.completed", user: "x", version: 2, data: done)
            _ = try await log.publish([late, completed])
            _ = try await log.publish([completed])
            func count() async throws -> Int? {
                try await services.call("GET", "\(services.users)/v1/me", as: token)
                    .json()["stats"]?["todosCompleted"]?.int
            }
            try await expectEventually { try await count() == 1 }
            // What was published last is handled last: when it has had its effect, the others have had their chance.
            let newest: JSONValue = ["userId": .string(id), "username": "alice", "displayName": "Newest"]
            _ = try await log.publish([event("new", "users.user.updated", user: id, version: 99, data: newest)])
            try await expectEventually { try await name() == "Newest" }
            #expect(try await count() == 1)
        }
    }

    @Test func whatCannotBeUnderstoodIsADeadLetterAndHoldsNothingUp() async throws {
        try await ThreeServices.run { services in
            let log = try await SQLiteEventLog.open(services.eventsLocation, metrics: MetricsRegistry())
            let poison = Event(
                id: "poison",
                topic: "evt.users.user.registered",
                type: "dev.martlet.user.registered.v9",
                source: "/test",
                subject: "u",
                time: services.clock.wall.now(),
                aggregateVersion: 1,
                traceparent: nil,
                data: ["nothing": true]
            )
            _ = try await log.publish([poison])
            // Todos and posts both refuse it.
            try await expectEventually { try await log.deadLetters().count == 2 }
            #expect(try await log.deadLetters().allSatisfy { $0.reason.contains("data.") && $0.attempts == 1 })
            let token = try await services.newUser("alice")
            try await expectEventually {
                let list = try await services.call("GET", "\(services.todos)/v1/todos", as: token)
                return try list.json()["items"]?.array?.count == 1
            }
        }
    }

    @Test func everythingIsThereAfterARestartAndTokensStayGood() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "services-restart")
        defer { try? FileSystem.removeTree(folder) }
        var token = ""
        var cursor = ""
        try await ThreeServices.run(in: folder) { services in
            token = try await services.newUser("alice")
            for title in ["one", "two"] {
                _ = try await services.call(
                    "POST",
                    "\(services.posts)/v1/posts",
                    ["title": .string(title), "body": "b"],
                    as: token
                )
            }
            let page = try await services.call("GET", "\(services.posts)/v1/posts?limit=1")
            cursor = try #require(try page.json()["nextCursor"]?.string)
        }
        try await ThreeServices.run(in: folder) { services in
            #expect(try await services.call("GET", "\(services.users)/v1/me", as: token).status == 200)
            let page = try await services.call("GET", "\(services.posts)/v1/posts?limit=1&cursor=\(cursor)")
            #expect(try page.json()["items"]?[0]?["title"]?.string == "one")
            try await expectEventually {
                let list = try await services.call("GET", "\(services.todos)/v1/todos", as: token)
                return try list.json()["items"]?.array?.count == 1
            }
        }
    }

    @Test func oneTraceRunsFromTheRequestThroughTheEventIntoTheOtherServicesLog() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "services-logs")
        defer { try? FileSystem.removeTree(folder) }
        let log = try LogDestination.file("\(folder)/services.log")
        let trace = TraceContext.root()
        try await ThreeServices.run(in: folder, logs: log) { services in
            let reply = try await services.call(
                "POST",
                "\(services.users)/v1/users",
                ["username": "alice", "email": "secret.address@example.org", "password": "never-in-a-log"],
                headers: [("traceparent", trace.traceparent)]
            )
            #expect(reply.status == 201)
            let tokens = try await services.call(
                "POST",
                "\(services.users)/v1/auth/token",
                ["identifier": "alice", "password": "never-in-a-log"]
            )
            let access = try #require(try tokens.json()["accessToken"]?.string)
            let refresh = try #require(try tokens.json()["refreshToken"]?.string)
            _ = try await services.call("GET", "\(services.users)/v1/me", as: access)
            _ = try await services.call("POST", "\(services.users)/v1/auth/refresh", ["refreshToken": .string(refresh)])
            _ = try await services.call("POST", "\(services.users)/v1/auth/refresh", ["refreshToken": .string(refresh)])
            func handled() throws -> Set<String> {
                let text = String(decoding: try FileSystem.read("\(folder)/services.log"), as: UTF8.self)
                for secret in ["never-in-a-log", "secret.address", access, refresh] {
                    #expect(!text.contains(secret))
                }
                var services: Set<String> = []
                for line in text.split(separator: "\n") {
                    let entry = try JSONValue(parsing: String(line))
                    if entry["trace.id"]?.string == trace.traceID.description {
                        services.insert(entry["service.name"]?.string ?? "")
                    }
                }
                return services
            }
            try await expectEventually { try handled() == ["user-service", "todo-service", "post-service"] }
        }
    }
}
