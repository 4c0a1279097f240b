import Bytes
import ServiceKit
import Testing

@Suite struct PostRoutesTests {
    @Test func aPostIsWrittenReadEditedAndDeleted() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice", displayName: "Alice A.")
            let url = "\(services.posts)/v1/posts"
            let created = try await services.call(
                "POST",
                url,
                ["title": "Crème brûlée, twice!", "description": "d", "body": "# Hello", "tags": ["b", "a"]],
                as: token
            )
            #expect(created.status == 201)
            #expect(created.header("Location") == "/v1/posts/creme-brulee-twice")
            let post = try created.json()
            #expect(post["status"]?.string == "published")
            #expect(post["tags"] == ["a", "b"])
            #expect(post["author"]?["username"]?.string == "alice")
            let id = try #require(post["id"]?.string)

            for reference in [id, "creme-brulee-twice"] {
                let read = try await services.call("GET", "\(url)/\(reference)")
                #expect(read.status == 200)
                #expect(try read.json()["body"]?.string == "# Hello")
            }
            let edited = try await services.call("PATCH", "\(url)/\(id)", ["title": "Crema"], as: token)
            #expect(try edited.json()["slug"]?.string == "crema")
            #expect(try edited.json()["body"]?.string == "# Hello")
            #expect(try edited.json()["updatedAt"] != post["updatedAt"])
            let moved = try await services.call("GET", "\(url)/creme-brulee-twice")
            #expect(moved.status == 308 && moved.header("Location") == "/v1/posts/crema")

            #expect(try await services.call("DELETE", "\(url)/crema", as: token).status == 204)
            try expectProblem(try await services.call("GET", "\(url)/\(id)"), 404, "not-found")
            try expectProblem(try await services.call("GET", "\(url)/creme-brulee-twice"), 404, "not-found")
        }
    }

    @Test func onlyItsAuthorChangesAPost() async throws {
        try await ThreeServices.run { services in
            let (alice, bob) = (try await services.newUser("alice"), try await services.newUser("bob"))
            let url = "\(services.posts)/v1/posts"
            _ = try await services.call("POST", url, ["title": "Mine", "body": "b"], as: alice)
            for (method, body) in [("PATCH", ["title": "x"]), ("DELETE", nil)] as [(String, JSONValue?)] {
                try expectProblem(try await services.call(method, "\(url)/mine", body, as: bob), 403, "forbidden")
                try expectProblem(try await services.call(method, "\(url)/mine", body), 401, "token-missing")
            }
            #expect(try await services.call("GET", "\(url)/mine").status == 200)
        }
    }

    @Test func aDraftIsThereForItsAuthorAlone() async throws {
        try await ThreeServices.run { services in
            let (alice, bob) = (try await services.newUser("alice"), try await services.newUser("bob"))
            let url = "\(services.posts)/v1/posts"
            let draft: JSONValue = ["title": "Draft", "body": "b", "status": "draft"]
            let created = try await services.call("POST", url, draft, as: alice)
            #expect(try created.json()["publishedAt"] == .null)
            #expect(try await services.call("GET", "\(url)/draft", as: alice).status == 200)
            try expectProblem(try await services.call("GET", "\(url)/draft", as: bob), 404, "not-found")
            try expectProblem(try await services.call("GET", "\(url)/draft"), 404, "not-found")
            try expectProblem(
                try await services.call("PATCH", "\(url)/draft", ["title": "x"], as: bob),
                404,
                "not-found"
            )
            func titles(_ query: String, as token: String?) async throws -> [String] {
                let reply = try await services.call("GET", "\(url)\(query)", as: token)
                return try reply.json()["items"]?.array?.compactMap { $0["title"]?.string } ?? []
            }
            #expect(try await titles("", as: alice) == ["Draft"])
            #expect(try await titles("?status=draft", as: alice) == ["Draft"])
            #expect(try await titles("?status=published", as: alice) == [])
            #expect(try await titles("", as: bob) == [])
            #expect(try await titles("?status=draft", as: nil) == [])
            let published = try await services.call("PATCH", "\(url)/draft", ["status": "published"], as: alice)
            #expect(try published.json()["publishedAt"] != .null)
            #expect(try await titles("", as: nil) == ["Draft"])
        }
    }

    @Test func titlesRepeatAndSlugsDoNot() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.posts)/v1/posts"
            var slugs: [String] = []
            for title in ["Same", "same!", "日本語", "SAME"] {
                let reply = try await services.call("POST", url, ["title": .string(title), "body": "b"], as: token)
                slugs.append(try #require(try reply.json()["slug"]?.string))
            }
            #expect(slugs == ["same", "same-2", "post", "same-3"])
        }
    }

    @Test func listsHaveNoBodiesAndNarrowByAuthorAndTag() async throws {
        try await ThreeServices.run { services in
            let (alice, bob) = (try await services.newUser("alice"), try await services.newUser("bob"))
            let url = "\(services.posts)/v1/posts"
            for number in 0..<7 {
                _ = try await services.call(
                    "POST",
                    url,
                    ["title": "p\(number)", "body": "b", "tags": [.string(number % 2 == 0 ? "even" : "odd")]],
                    as: number < 4 ? alice : bob
                )
            }
            func titles(_ query: String) async throws -> [String] {
                let reply = try await services.call("GET", "\(url)?\(query)")
                let items = try #require(try reply.json()["items"]?.array)
                #expect(items.allSatisfy { $0["body"] == nil })
                return items.compactMap { $0["title"]?.string }
            }
            #expect(try await titles("author=Alice") == ["p3", "p2", "p1", "p0"])
            #expect(try await titles("tag=even") == ["p6", "p4", "p2", "p0"])
            #expect(try await titles("author=bob&tag=odd") == ["p5"])
            #expect(try await titles("author=nobody") == [])
            let first = try await services.call("GET", "\(url)?limit=4")
            let cursor = try #require(try first.json()["nextCursor"]?.string)
            #expect(try await titles("limit=4&cursor=\(cursor)") == ["p2", "p1", "p0"])
        }
    }

    @Test func bodiesMayBeLongButNotWithoutEnd() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.posts)/v1/posts"
            let long = String(repeating: "x", count: 200 << 10)
            let good = try await services.call("POST", url, ["title": "Long", "body": .string(long)], as: token)
            #expect(good.status == 201)
            let over = try await services.call("POST", url, ["title": "Long", "body": .string(long + "x")], as: token)
            try expectProblem(over, 422, "validation")
            let huge = String(repeating: "x", count: 1 << 20)
            let reply = try await services.call("POST", url, ["title": "Huge", "body": .string(huge)], as: token)
            try expectProblem(reply, 413, "content-too-large")
        }
    }
}
