import Bytes
import ServiceKit
import Telemetry
import Testing
import UserService

@Suite struct UserRoutesTests {
    @Test func aRegistrationGivesAnAccountThatOthersSeeWithoutItsAddress() async throws {
        try await ThreeServices.run { services in
            let reply = try await services.call(
                "POST",
                "\(services.users)/v1/users",
                ["username": "Alice", "email": "alice@Example.ORG", "password": "correct horse", "displayName": "Al"]
            )
            #expect(reply.status == 201)
            #expect(reply.header("Location") == "/v1/users/Alice")
            #expect(reply.header("ETag") == "\"1\"")
            let user = try reply.json()
            #expect(UUIDv7.isValid(user["id"]?.string ?? ""))
            #expect(user["email"]?.string == "alice@example.org")
            #expect(user["createdAt"]?.string?.utf8.count == "2026-01-01T00:00:00.000Z".utf8.count)
            #expect(user["password"] == nil && user["passwordHash"] == nil)

            let seen = try await services.call("GET", "\(services.users)/v1/users/ALICE")
            #expect(seen.status == 200)
            #expect(try seen.json()["displayName"]?.string == "Al")
            #expect(try seen.json()["email"] == nil)
            let again = try await services.call(
                "GET",
                "\(services.users)/v1/users/alice",
                headers: [("If-None-Match", try #require(seen.header("ETag")))]
            )
            #expect(again.status == 304 && again.body.isEmpty)
            try expectProblem(try await services.call("GET", "\(services.users)/v1/users/nobody"), 404, "not-found")
        }
    }

    @Test func takenNamesAreConflictsWhateverTheirCase() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let reply = try await services.call(
                "POST",
                "\(services.users)/v1/users",
                ["username": "ALICE", "email": "Alice@example.org", "password": "correct horse"]
            )
            try expectProblem(reply, 409, "taken")
            let errors = try reply.json()["errors"]
            #expect(errors?["username"]?[0]?.string == "has already been taken")
            #expect(errors?["email"]?[0]?.string == "has already been taken")
        }
    }

    @Test func everythingThatIsWrongWithARegistrationIsSaidAtOnce() async throws {
        try await ThreeServices.run { services in
            let url = "\(services.users)/v1/users"
            let reply = try await services.call(
                "POST",
                url,
                ["username": "a b", "email": "no address", "password": "short", "displayName": 7]
            )
            try expectProblem(reply, 422, "validation")
            let errors = try #require(try reply.json()["errors"]?.object)
            #expect(Set(errors.keys) == ["username", "email", "password", "displayName"])

            let missing = try await services.call("POST", url, [:])
            #expect(Set(try missing.json()["errors"]?.object?.keys ?? []) == ["username", "email", "password"])
            for (password, status) in [("1234567", 422), ("password123", 422), ("aaaaaaaaaa", 422)] {
                let reply = try await services.call(
                    "POST",
                    url,
                    ["username": "bob", "email": "bob@example.org", "password": .string(password)]
                )
                #expect(reply.status == status)
            }
            let long = String(repeating: "long enough ", count: 8)
            let accepted = try await services.call(
                "POST",
                url,
                ["username": "bob", "email": "bob@example.org", "password": .string(long)]
            )
            #expect(accepted.status == 201)
        }
    }

    @Test func aRepeatedRegistrationWithItsKeyGivesTheSameAnswer() async throws {
        try await ThreeServices.run { services in
            let url = "\(services.users)/v1/users"
            let body: JSONValue = ["username": "alice", "email": "a@example.org", "password": "correct horse"]
            let key = [(name: "Idempotency-Key", value: "k-1")]
            let first = try await services.call("POST", url, body, headers: key)
            let second = try await services.call("POST", url, body, headers: key)
            #expect(first.status == 201 && second.status == 201)
            #expect(first.body == second.body)
            #expect(first.header("Idempotent-Replayed") == nil)
            #expect(second.header("Idempotent-Replayed") == "true")
            #expect(second.header("Location") == first.header("Location"))
            let other = try await services.call(
                "POST",
                url,
                ["username": "bob", "email": "b@example.org", "password": "correct horse"],
                headers: key
            )
            try expectProblem(other, 422, "idempotency-key-reused")
        }
    }

    @Test func logInTakesNameOrAddressAndDoesNotTellWhichOfThemIsWrong() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            for identifier in ["alice", "ALICE", "alice@example.org"] {
                #expect(try await !services.logIn(identifier).access.isEmpty)
            }
            let url = "\(services.users)/v1/auth/token"
            let bad = try await services.call("POST", url, ["identifier": "alice", "password": "wrong"])
            let unknown = try await services.call("POST", url, ["identifier": "nobody", "password": "wrong"])
            try expectProblem(bad, 401, "invalid-credentials")
            try expectProblem(unknown, 401, "invalid-credentials")
            #expect(bad.header("WWW-Authenticate") == unknown.header("WWW-Authenticate"))
            #expect(try bad.json()["detail"] == unknown.json()["detail"])
            let good = try await services.call(
                "POST",
                url,
                ["grant": "password", "identifier": "alice", "password": .string(ThreeServices.password)]
            )
            #expect(good.header("Cache-Control") == "no-store")
            #expect(try good.json()["expiresIn"]?.int == 900)
            #expect(try good.json()["tokenType"]?.string == "Bearer")
        }
    }

    @Test(arguments: ["alice", "nobody"])
    func failuresSlowAnAccountDownWhetherItExistsOrNot(identifier: String) async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let url = "\(services.users)/v1/auth/token"
            let guess: JSONValue = ["identifier": .string(identifier), "password": "wrong"]
            for _ in 0..<5 {
                #expect(try await services.call("POST", url, guess).status == 401)
            }
            let blocked = try await services.call("POST", url, guess)
            try expectProblem(blocked, 429, "too-many-failures")
            #expect(blocked.header("Retry-After") == "1")
            services.clock.advance(by: .seconds(1))
            #expect(try await services.call("POST", url, guess).status == 401)
            #expect(try await services.call("POST", url, guess).header("Retry-After") == "2")
            services.clock.advance(by: .seconds(2))
            if identifier == "alice" {
                _ = try await services.logIn("alice")
                // A good log-in starts the count anew.
                #expect(try await services.call("POST", url, guess).status == 401)
                #expect(try await services.call("POST", url, guess).status == 401)
            }
        }
    }

    @Test func refreshTokensRotateAndAReusedOneEndsItsSession() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let first = try await services.logIn("alice")
            let other = try await services.logIn("alice")
            let url = "\(services.users)/v1/auth/refresh"
            let reply = try await services.call("POST", url, ["refreshToken": .string(first.refresh)])
            #expect(reply.status == 200)
            let second = try #require(try reply.json()["refreshToken"]?.string)
            #expect(second != first.refresh)

            let reuse = try await services.call("POST", url, ["refreshToken": .string(first.refresh)])
            try expectProblem(reuse, 401, "refresh-reuse")
            let dead = try await services.call("POST", url, ["refreshToken": .string(second)])
            try expectProblem(dead, 401, "refresh-invalid")
            let me = try await services.call("GET", "\(services.users)/v1/me", as: first.access)
            try expectProblem(me, 401, "session-ended")
            // Another log-in of the same user lives on.
            #expect(try await services.call("POST", url, ["refreshToken": .string(other.refresh)]).status == 200)
            let text = String(decoding: services.telemetry[0].metrics.text(), as: UTF8.self)
            #expect(text.contains("refresh_reuse_detected_total 1\n"))
        }
    }

    @Test func refreshTokensEndAfterThirtyDaysAndSessionsAfterNinety() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let url = "\(services.users)/v1/auth/refresh"
            let stale = try await services.logIn("alice").refresh
            var living = try await services.logIn("alice").refresh
            for _ in 0..<4 {
                services.clock.advance(by: .seconds(22 * 86_400))
                let reply = try await services.call("POST", url, ["refreshToken": .string(living)])
                #expect(reply.status == 200)
                living = try #require(try reply.json()["refreshToken"]?.string)
            }
            try expectProblem(
                try await services.call("POST", url, ["refreshToken": .string(stale)]),
                401,
                "refresh-invalid"
            )
            services.clock.advance(by: .seconds(3 * 86_400))
            #expect(try await services.call("POST", url, ["refreshToken": .string(living)]).status == 401)
            let garbage = try await services.call("POST", url, ["refreshToken": "garbage"])
            try expectProblem(garbage, 401, "refresh-invalid")
        }
    }

    @Test func logOutEndsTheSession() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let tokens = try await services.logIn("alice")
            let out = try await services.call("POST", "\(services.users)/v1/auth/logout", as: tokens.access)
            #expect(out.status == 204)
            let me = try await services.call("GET", "\(services.users)/v1/me", as: tokens.access)
            try expectProblem(me, 401, "session-ended")
            let refreshed = try await services.call(
                "POST",
                "\(services.users)/v1/auth/refresh",
                ["refreshToken": .string(tokens.refresh)]
            )
            #expect(refreshed.status == 401)
        }
    }

    @Test func aProfilePatchKeepsClearsAndReplaces() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice", displayName: "Alice")
            let url = "\(services.users)/v1/me"
            let set = try await services.call(
                "PATCH",
                url,
                ["bio": "Hello", "image": "https://example.org/a.png"],
                as: token
            )
            #expect(set.status == 200)
            #expect(set.header("ETag") == "\"2\"")
            let cleared = try await services.call("PATCH", url, ["bio": nil, "displayName": nil], as: token)
            let json = try cleared.json()
            #expect(json["bio"] == .null)
            #expect(json["displayName"]?.string == "alice")
            #expect(json["image"]?.string == "https://example.org/a.png")
            let same = try await services.call("PATCH", url, [:], as: token)
            #expect(same.header("ETag") == cleared.header("ETag"))

            let stale = try await services.call("PATCH", url, ["bio": "x"], as: token, headers: [("If-Match", "\"1\"")])
            try expectProblem(stale, 412, "precondition-failed")
            let bad = try await services.call(
                "PATCH",
                url,
                ["image": "http://example.org", "email": "other@example.org", "bio": 1],
                as: token
            )
            #expect(Set(try bad.json()["errors"]?.object?.keys ?? []) == ["image", "email", "bio"])
        }
    }

    @Test func pastItsQueueThePasswordHasherSaysSo() async throws {
        var setup = ThreeServices.Setup()
        setup.passwordQueue = 1
        setup.passwords = PasswordCost(memoryKiB: 65_536, passes: 4)
        try await ThreeServices.run(setup: setup) { services in
            try await services.register("alice")
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        try await services.call(
                            "POST",
                            "\(services.users)/v1/auth/token",
                            ["identifier": "somebody-\(index)", "password": "wrong"]
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.status)) == [401, 503])
            let busy = try #require(replies.first { $0.status == 503 })
            try expectProblem(busy, 503, "busy")
            #expect(busy.header("Retry-After") == "1")
        }
    }
}
