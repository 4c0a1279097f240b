import Bytes
import ServiceKit
import Testing

@Suite struct TodoRoutesTests {
    @Test func aTodoIsCreatedReadChangedReplacedAndDeleted() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let created = try await services.call(
                "POST",
                "\(services.todos)/v1/todos",
                [
                    "title": "  Buy milk ", "notes": "two\nlitres", "dueAt": "2030-01-02T03:04:05.678+02:00",
                    "priority": 2, "tags": ["home", "shop", "home"], "order": 5,
                ],
                as: token
            )
            #expect(created.status == 201)
            let todo = try created.json()
            #expect(todo["title"]?.string == "Buy milk")
            #expect(todo["dueAt"]?.string == "2030-01-02T01:04:05.678Z")
            #expect(todo["tags"] == ["home", "shop"])
            #expect(todo["completed"]?.bool == false && todo["completedAt"] == .null)
            let url = services.todos + (try #require(created.header("Location")))
            #expect(services.todos + (todo["url"]?.string ?? "") == url)

            let read = try await services.call("GET", url, as: token)
            #expect(read.body == created.body && read.header("ETag") == "\"1\"")
            let unchanged = try await services.call("GET", url, as: token, headers: [("If-None-Match", "\"1\"")])
            #expect(unchanged.status == 304)

            let patched = try await services.call(
                "PATCH",
                url,
                ["completed": true, "notes": nil],
                as: token,
                headers: [("If-Match", "\"1\"")]
            )
            #expect(patched.status == 200 && patched.header("ETag") == "\"2\"")
            #expect(try patched.json()["completedAt"] != .null)
            #expect(try patched.json()["notes"] == .null)
            #expect(try patched.json()["priority"]?.int == 2)

            let replaced = try await services.call("PUT", url, ["title": "Buy bread"], as: token)
            #expect(try replaced.json()["priority"]?.int == 0)
            #expect(try replaced.json()["completedAt"] == .null)
            #expect(try replaced.json()["tags"] == [])

            let stale = try await services.call("DELETE", url, as: token, headers: [("If-Match", "\"1\"")])
            try expectProblem(stale, 412, "precondition-failed")
            #expect(stale.header("ETag") == "\"3\"")
            #expect(try await services.call("DELETE", url, as: token).status == 204)
            try expectProblem(try await services.call("GET", url, as: token), 404, "not-found")
        }
    }

    @Test func anothersTodoIsMissingForEveryMethod() async throws {
        try await ThreeServices.run { services in
            let (alice, bob) = (try await services.newUser("alice"), try await services.newUser("bob"))
            let created = try await services.call("POST", "\(services.todos)/v1/todos", ["title": "mine"], as: alice)
            let url = services.todos + (try #require(created.header("Location")))
            for (method, body) in [
                ("GET", nil), ("PATCH", ["title": "x"]), ("PUT", ["title": "x"]), ("DELETE", nil),
            ] as [(String, JSONValue?)] {
                try expectProblem(try await services.call(method, url, body, as: bob), 404, "not-found")
            }
            #expect(try await services.call("GET", url, as: alice).status == 200)
        }
    }

    @Test func pagesFollowEachOtherWithoutGapsWhileOthersAreAdded() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.todos)/v1/todos"
            for number in 0..<12 {
                _ = try await services.call(
                    "POST",
                    url,
                    [
                        "title": "t\(number)", "tags": ["mine"], "priority": .integer(Int64(number % 3)),
                        "order": .integer(Int64(number / 2)),
                    ],
                    as: token
                )
            }
            for sort in ["-created_at", "created_at", "order", "due_at", "-priority"] {
                var titles: [String] = []
                var next: String? = "\(url)?tag=mine&sort=\(sort)&limit=5"
                while let page = next {
                    let reply = try await services.call("GET", page, as: token)
                    #expect(reply.status == 200, "\(reply.text)")
                    titles += try reply.json()["items"]?.array?.compactMap { $0["title"]?.string } ?? []
                    _ = try await services.call("POST", url, ["title": "later"], as: token)
                    let link = reply.header("Link").map { $0.split(separator: ">")[0].dropFirst() }
                    next = link.map { services.todos + $0 }
                    #expect((next == nil) == (try reply.json()["nextCursor"] == .null))
                }
                #expect(titles.sorted() == (0..<12).map { "t\($0)" }.sorted(), "\(sort)")
                if sort == "created_at" { #expect(titles == (0..<12).map { "t\($0)" }) }
            }
        }
    }

    @Test func filtersNarrowTheListAndUnknownOnesAreRefused() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.todos)/v1/todos"
            for body in [
                ["title": "100% sure", "tags": ["a"]], ["title": "100 things", "completed": true, "tags": ["b"]],
                ["title": "Other", "notes": "about a THING", "dueAt": "2030-01-01T00:00:00Z", "tags": ["b"]],
            ] as [JSONValue] {
                #expect(try await services.call("POST", url, body, as: token).status == 201)
            }
            func titles(_ query: String) async throws -> Set<String> {
                let reply = try await services.call("GET", "\(url)?\(query)", as: token)
                #expect(reply.status == 200, "\(reply.text)")
                return Set(try reply.json()["items"]?.array?.compactMap { $0["title"]?.string } ?? [])
                    .filter { !$0.hasPrefix("Welcome") }
            }
            #expect(try await titles("q=100%25") == ["100% sure"])
            #expect(try await titles("q=thing") == ["100 things", "Other"])
            #expect(try await titles("completed=true") == ["100 things"])
            #expect(try await titles("tag=b") == ["100 things", "Other"])
            #expect(try await titles("tag=b&completed=false") == ["Other"])
            #expect(try await titles("due_before=2031-01-01T00:00:00Z") == ["Other"])
            #expect(try await titles("due_after=2031-01-01T00:00:00Z") == [])
            for (query, status) in [
                ("colour=red", 400), ("limit=0", 422), ("limit=101", 422), ("completed=maybe", 422),
                ("cursor=abc", 400), ("sort=title", 422), ("tag=a&tag=b", 400), ("due_before=soon", 422),
            ] {
                #expect(try await services.call("GET", "\(url)?\(query)", as: token).status == status, "\(query)")
            }
        }
    }

    @Test func aCursorIsOnlyGoodForItsOwnQuery() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.todos)/v1/todos"
            for number in 0..<3 { _ = try await services.call("POST", url, ["title": "\(number)"], as: token) }
            let page = try await services.call("GET", "\(url)?limit=1&completed=false", as: token)
            let cursor = try #require(try page.json()["nextCursor"]?.string)
            #expect(try await services.call("GET", "\(url)?completed=false&cursor=\(cursor)", as: token).status == 200)
            let other = try await services.call("GET", "\(url)?completed=true&cursor=\(cursor)", as: token)
            try expectProblem(other, 400, "invalid-cursor")
            for index in cursor.indices {
                var forged = cursor
                forged.replaceSubrange(index...index, with: cursor[index] == "A" ? "B" : "A")
                let reply = try await services.call("GET", "\(url)?completed=false&cursor=\(forged)", as: token)
                #expect(reply.status == 400)
            }
        }
    }

    @Test func everyFieldHasItsLimits() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let long = String(repeating: "x", count: 10_001)
            let tags = (0..<21).map { JSONValue.string("t\($0)") }
            for (field, value) in [
                ("title", .string("")), ("title", .string("   ")), ("title", .string(String(long.prefix(201)))),
                ("title", nil), ("title", 7), ("notes", .string(long)), ("completed", "yes"), ("completed", nil),
                ("dueAt", "tomorrow"), ("priority", 4), ("priority", -1), ("priority", 1.5), ("tags", .array(tags)),
                ("tags", [.string(String(long.prefix(33)))]), ("tags", "a"), ("tags", [1]), ("tags", [""]),
                ("order", "first"), ("title", "bell \u{7}"),
            ] as [(String, JSONValue)] {
                var body: JSONObject = ["title": "fine"]
                body[field] = value
                let reply = try await services.call("POST", "\(services.todos)/v1/todos", .object(body), as: token)
                try expectProblem(reply, 422, "validation")
                #expect(try reply.json()["errors"]?.object?.keys == [field])
            }
        }
    }

    @Test func oneOfManyConcurrentChangesOfAVersionWins() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let created = try await services.call("POST", "\(services.todos)/v1/todos", ["title": "0"], as: token)
            let url = services.todos + (try #require(created.header("Location")))
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...30 {
                    group.addTask {
                        try await services.call(
                            "PATCH",
                            url,
                            ["title": "\(number)"],
                            as: token,
                            headers: [("If-Match", "\"1\"")]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 412 }.count == 29)
        }
    }

    @Test func aMissingPreconditionIsRefusedWhereItIsRequired() async throws {
        var setup = ThreeServices.Setup()
        setup.requiresPrecondition = true
        try await ThreeServices.run(setup: setup) { services in
            let token = try await services.newUser("alice")
            let created = try await services.call("POST", "\(services.todos)/v1/todos", ["title": "0"], as: token)
            let url = services.todos + (try #require(created.header("Location")))
            let reply = try await services.call("PATCH", url, ["title": "1"], as: token)
            try expectProblem(reply, 428, "precondition-required")
            let good = try await services.call("PATCH", url, ["title": "1"], as: token, headers: [("If-Match", "*")])
            #expect(good.status == 200)
        }
    }

    @Test func repeatedCreationsWithOneKeyMakeOneTodoEvenAtTheSameTime() async throws {
        try await ThreeServices.run { services in
            let (alice, bob) = (try await services.newUser("alice"), try await services.newUser("bob"))
            let url = "\(services.todos)/v1/todos"
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await services.call(
                            "POST",
                            url,
                            ["title": "once", "tags": ["key"]],
                            as: alice,
                            headers: [("Idempotency-Key", "abc")]
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.body)).count == 1)
            #expect(replies.filter { $0.header("Idempotent-Replayed") == nil }.count == 1)
            // Another user's key of the same text is another key.
            let others = try await services.call(
                "POST",
                url,
                ["title": "once", "tags": ["key"]],
                as: bob,
                headers: [("Idempotency-Key", "abc")]
            )
            #expect(others.header("Idempotent-Replayed") == nil)
            let list = try await services.call("GET", "\(url)?tag=key", as: alice)
            #expect(try list.json()["items"]?.array?.count == 1)
        }
    }
}
