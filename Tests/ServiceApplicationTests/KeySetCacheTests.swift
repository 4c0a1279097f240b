import Bytes
import Logging
import SQLDatabase
import ServiceApplication
import Synchronization
import Testing

@Suite struct KeySetCacheTests {
    /// A user service that counts how often it is asked, and may be down.
    private final class Source: Sendable {
        struct Down: Error {}
        private struct State {
            var document: [UInt8]
            var isDown = false
            var fetches = 0
        }

        private let state: Mutex<State>
        private let offset = Mutex<Duration>(.zero)

        init(_ keys: SigningKey...) {
            state = Mutex(State(document: Self.document(keys)))
        }

        static func document(_ keys: [SigningKey]) -> [UInt8] {
            JSONValue.object(["keys": .array(keys.map(\.publicKey))]).serialized()
        }

        func set(_ keys: SigningKey...) { state.withLock { $0.document = Self.document(keys) } }
        func set(document: String) { state.withLock { $0.document = Array(document.utf8) } }
        func set(isDown: Bool) { state.withLock { $0.isDown = isDown } }
        func advance(by duration: Duration) { offset.withLock { $0 += duration } }
        var fetches: Int { state.withLock { $0.fetches } }

        func fetch() throws -> [UInt8] {
            try state.withLock { state in
                state.fetches += 1
                if state.isDown { throw Down() }
                return state.document
            }
        }

        var cache: KeySetCache {
            let clock = WallClock { [self] in WallClock.system.now() + offset.withLock { $0 } }
            let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            return KeySetCache(clock: clock, logger: quiet) { [self] in try fetch() }
        }
    }

    @Test func aSetIsFetchedOnceHoweverManyWaitAndKeptForFiveMinutes() async throws {
        let key = SigningKey()
        let source = Source(key)
        let cache = source.cache
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { await cache.keySet(for: key.id)?.contains(key.id) ?? false } }
            for await isThere in group { #expect(isThere) }
        }
        #expect(source.fetches == 1)
        source.advance(by: .seconds(290))
        _ = await cache.keySet(for: key.id)
        #expect(source.fetches == 1)
        source.advance(by: .seconds(20))
        _ = await cache.keySet(for: key.id)
        #expect(source.fetches == 2)
    }

    @Test func anUnknownKeyIsAskedForAtMostEveryThirtySeconds() async throws {
        let (old, new) = (SigningKey(), SigningKey())
        let source = Source(old)
        let cache = source.cache
        _ = await cache.keySet(for: old.id)
        source.advance(by: .seconds(31))
        for _ in 0..<20 { _ = await cache.keySet(for: "forged") }
        #expect(source.fetches == 2)
        source.set(old, new)
        source.advance(by: .seconds(31))
        #expect(await cache.keySet(for: new.id)?.contains(new.id) == true)
        #expect(source.fetches == 3)
    }

    @Test func theLastGoodSetStaysWhileTheUserServiceIsAway() async throws {
        let key = SigningKey()
        let source = Source(key)
        let cache = source.cache
        _ = await cache.keySet(for: key.id)
        source.set(isDown: true)
        source.advance(by: .seconds(3_600))
        #expect(await cache.keySet(for: key.id)?.contains(key.id) == true)
        source.set(isDown: false)
        source.set(document: #"{"keys":[]}"#)
        source.advance(by: .seconds(3_600))
        #expect(await cache.keySet(for: key.id)?.contains(key.id) == true)
    }

    @Test func withoutAnySetThereIsNoneAndItIsTriedAgainSoon() async throws {
        let key = SigningKey()
        let source = Source(key)
        source.set(isDown: true)
        let cache = source.cache
        #expect(await cache.keySet(for: key.id) == nil)
        #expect(!cache.isLoaded)
        source.set(isDown: false)
        source.advance(by: .seconds(2))
        #expect(await cache.keySet(for: key.id)?.contains(key.id) == true)
        #expect(cache.isLoaded)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"RSA","kid":"a","n":"x","e":"y"}]}"#,
        #"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AAAA","y":"AAAA"}]}"#,
    ])
    func aSetWithoutAKeyThatCanBeUsedIsAnError(document: String) {
        #expect(throws: KeySetError.self) { try KeySet(json: Array(document.utf8)) }
    }

    @Test func aTokenIsCheckedWithIssuerAudienceAndTimes() async throws {
        let key = SigningKey()
        let source = Source(key)
        let clock = WallClock.system
        let verifier = TokenVerifier(keys: source.cache, issuer: "me", audience: "you", clock: clock)
        let principal = Principal(userID: "u", username: "n", sessionID: "s")
        func token(issuer: String = "me", audience: String = "you", at time: Timestamp) async throws -> String {
            let claims = AccessTokenClaims(
                issuer: issuer,
                audience: audience,
                principal: principal,
                id: "j",
                issuedAt: time,
                lifetime: .seconds(900)
            )
            return try await key.sign(claims)
        }
        let now = clock.now()
        let good = try await token(at: now)
        #expect(try await verifier.verify(good) == principal)
        #expect(try await verifier.verify(good) == principal)
        for (text, failure) in [
            (try await token(issuer: "him", at: now), AuthenticationFailure.issuer),
            (try await token(audience: "him", at: now), .audience),
            (try await token(at: now - .seconds(1_000)), .expired),
            (try await token(at: now + .seconds(100)), .notYetValid),
        ] {
            await #expect(throws: failure) { try await verifier.verify(text) }
        }
        // A key that is withdrawn takes its tokens with it, also those that were seen before.
        source.set(SigningKey())
        source.advance(by: .seconds(600))
        await #expect(throws: AuthenticationFailure.unknownKey) { try await verifier.verify(good) }
    }
}
