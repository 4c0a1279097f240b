import Bytes
import Crypto
import Foundation
import JWTKit
import ServiceApplication
import ServiceKit
import Testing

@Suite struct AuthenticationTests {
    private struct Anything: JWTPayload {
        var iss = "http://users.test"
        var aud = ["martlet"]
        var sub = "01a204b5-4e99-7527-91e2-19fdbcbc82d9"
        var sid = "s"
        var username = "mallory"
        var jti = "j"
        var iat: Int64 = 0
        var nbf: Int64 = 0
        var exp: Int64 = 4_000_000_000

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func expectRefused(_ services: ThreeServices, _ token: String, _ code: String = "token-invalid")
        async throws
    {
        for url in ["\(services.users)/v1/me", "\(services.todos)/v1/todos", "\(services.posts)/v1/posts"] {
            let reply = try await services.call("GET", url, as: token)
            try expectProblem(reply, 401, code)
            #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer realm=\"martlet\"") == true)
        }
    }

    @Test func forgedTokensAreRefusedByEveryService() async throws {
        try await ThreeServices.run { services in
            try await services.register("alice")
            let good = try await services.logIn("alice").access
            let parts = good.split(separator: ".").map(String.init)
            let header = try JSONValue(parsing: try #require(Base64.decode(parts[0], .url)))
            let kid = try #require(header["kid"]?.string)
            #expect(header["alg"]?.string == "ES256" && header["typ"]?.string == "at+jwt")

            func segment(_ json: String) -> String { Base64.encode(Array(json.utf8), .url) }
            // No signature at all.
            try await expectRefused(services, "\(segment(#"{"alg":"none","kid":"\#(kid)"}"#)).\(parts[1]).")
            try await expectRefused(services, "\(segment(#"{"alg":"none"}"#)).\(parts[1]).\(parts[2])")
            // The public key taken for a shared secret.
            let jwks = try await services.call("GET", "\(services.users)/.well-known/jwks.json")
            let input = "\(segment(#"{"alg":"HS256","kid":"\#(kid)"}"#)).\(parts[1])"
            let mac = HMAC<SHA256>.authenticationCode(for: Data(input.utf8), using: SymmetricKey(data: jwks.body))
            try await expectRefused(services, "\(input).\(Base64.encode(Array(mac), .url))")
            // Another key under the good name.
            let other = ES256PrivateKey()
            let collection = JWTKeyCollection()
            await collection.add(ecdsa: other, kid: JWKIdentifier(string: kid))
            try await expectRefused(services, try await collection.sign(Anything(), kid: JWKIdentifier(string: kid)))
            // A key of its own, and one that it brings along.
            let strange = JWTKeyCollection()
            await strange.add(ecdsa: other, kid: "strange")
            try await expectRefused(services, try await strange.sign(Anything(), kid: "strange"))
            // What must be understood and is not.
            try await expectRefused(
                services,
                "\(segment(#"{"alg":"ES256","kid":"\#(kid)","crit":["exp"]}"#)).\(parts[1]).\(parts[2])"
            )
            // Every single part changed.
            for index in 0..<3 {
                var changed = parts
                changed[index] = String(changed[index].reversed())
                try await expectRefused(services, changed.joined(separator: "."))
            }
            for text in ["", "a.b.c", "..", "x", String(repeating: "a", count: 20_000)] {
                let reply = try await services.call("GET", "\(services.todos)/v1/todos", as: text)
                #expect(reply.status == 401)
            }
            #expect(try await services.call("GET", "\(services.todos)/v1/todos", as: good).status == 200)
        }
    }

    @Test func aTokenIsGoodFromItsIssueToItsEnd() async throws {
        try await ThreeServices.run { services in
            let token = try await services.newUser("alice")
            let url = "\(services.todos)/v1/todos"
            #expect(try await services.call("GET", url, as: token).status == 200)
            services.clock.advance(by: .seconds(-120))
            try expectProblem(try await services.call("GET", url, as: token), 401, "token-invalid")
            services.clock.advance(by: .seconds(120 + 905))
            // Within the tolerance between clocks.
            #expect(try await services.call("GET", url, as: token).status == 200)
            services.clock.advance(by: .seconds(60))
            try await expectRefused(services, token, "token-expired")
        }
    }

    @Test func theKeySetShowsThePublicHalfAndNothingElse() async throws {
        try await ThreeServices.run { services in
            let reply = try await services.call("GET", "\(services.users)/.well-known/jwks.json")
            #expect(reply.header("Cache-Control") == "public, max-age=300")
            let keys = try #require(try reply.json()["keys"]?.array)
            #expect(keys.count == 1)
            #expect(keys[0].object?.keys == ["kty", "crv", "use", "alg", "kid", "x", "y"])
            #expect(Base64.decode(keys[0]["x"]?.string ?? "", .url)?.count == 32)
        }
    }
}
