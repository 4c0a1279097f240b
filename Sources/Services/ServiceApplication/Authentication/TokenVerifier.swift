internal import Bytes
public import SQLDatabase
internal import Synchronization

/// Why a token is not good. The client only learns that it is not (`invalid_token`) and whether it has expired; the
/// rest is for the log.
public enum AuthenticationFailure: String, Error, Sendable {
    case missing, malformed, algorithm, unknownKey, signature, issuer, audience, expired, notYetValid
    /// No key set could ever be fetched: our fault, not the client's.
    case keysUnavailable
}

/// Checks access tokens offline (RFC 8725): ES256 and nothing else, the key that the token names, issuer, audience and
/// times, with 30 s of tolerance between clocks.
public final class TokenVerifier: Sendable {
    static let tolerance = Duration.seconds(30)
    private static let rememberedTokens = 4_096
    private static let maximumTokenBytes = 8_192

    private struct Remembered {
        let principal: Principal
        /// Seconds since 1970.
        let notBefore: Int64
        let expires: Int64
        let keyID: String
    }

    private let keys: KeySetCache
    private let issuer: String
    private let audience: String
    private let clock: WallClock
    /// Tokens whose signature was good: a client sends the same one many times. A key that leaves the set takes its
    /// tokens with it.
    private let remembered = Mutex<[String: Remembered]>([:])

    public init(keys: KeySetCache, issuer: String, audience: String, clock: WallClock = .system) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.clock = clock
    }

    public func verify(_ token: String) async throws(AuthenticationFailure) -> Principal {
        guard token.utf8.count <= Self.maximumTokenBytes else { throw .malformed }
        let now = clock.now()
        if let known = remembered.withLock({ $0[token] }) {
            guard let set = await keys.keySet(for: known.keyID), set.contains(known.keyID) else { throw .unknownKey }
            try check(notBefore: known.notBefore, expires: known.expires, at: now)
            return known.principal
        }
        let keyID = try Self.keyID(of: token)
        guard let set = await keys.keySet(for: keyID) else { throw .keysUnavailable }
        guard set.contains(keyID) else { throw .unknownKey }
        let claims: AccessTokenClaims
        do {
            claims = try await set.claims(of: token, signedBy: keyID)
        } catch {
            throw .signature
        }
        guard claims.iss == issuer else { throw .issuer }
        guard claims.aud.contains(audience) else { throw .audience }
        try check(notBefore: claims.nbf, expires: claims.exp, at: now)
        let principal = Principal(userID: claims.sub, username: claims.username, sessionID: claims.sid)
        remember(token, Remembered(principal: principal, notBefore: claims.nbf, expires: claims.exp, keyID: keyID))
        return principal
    }

    private func check(notBefore: Int64, expires: Int64, at now: Timestamp) throws(AuthenticationFailure) {
        let tolerance = Self.tolerance.components.seconds
        let seconds = now.milliseconds / 1_000
        guard seconds < expires.addingReportingOverflow(tolerance).partialValue else { throw .expired }
        guard seconds >= notBefore.subtractingReportingOverflow(tolerance).partialValue else { throw .notYetValid }
    }

    private func remember(_ token: String, _ entry: Remembered) {
        let seconds = clock.now().milliseconds / 1_000
        remembered.withLock { tokens in
            if tokens.count >= Self.rememberedTokens {
                tokens = tokens.filter { $0.value.expires > seconds }
                if tokens.count >= Self.rememberedTokens { tokens.removeAll(keepingCapacity: true) }
            }
            tokens[token] = entry
        }
    }

    /// Reads the header by itself: a token that names another algorithm or no key never reaches the library.
    private static func keyID(of token: String) throws(AuthenticationFailure) -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.decode(parts[0], .url),
            let header = try? JSONValue(parsing: bytes, depthLimit: 4), header.object != nil
        else { throw .malformed }
        guard header["alg"]?.string == "ES256" else { throw .algorithm }
        // RFC 7515: what is critical must be understood, and nothing is.
        guard header["crit"] == nil else { throw .malformed }
        guard let id = header["kid"]?.string else { throw .unknownKey }
        return id
    }
}
