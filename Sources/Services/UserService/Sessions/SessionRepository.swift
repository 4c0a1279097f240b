internal import Bytes
internal import Crypto
internal import SQLDatabase

/// Log-ins and their refresh tokens, inside a transaction of the caller's. Of a refresh token only the SHA-256 is kept:
/// it is 256 random bits, so that is enough, and the database gives no token away.
struct SessionRepository {
    static let refreshLifetime = Duration.seconds(30 * 86_400)
    static let sessionLifetime = Duration.seconds(90 * 86_400)

    enum Redemption: Sendable {
        case good(sessionID: String, userID: String)
        case unknown
        case expired
        /// The token was used before: somebody else has a copy. Its session is revoked.
        case reused(sessionID: String)
    }

    let connection: SQLConnection

    func open(for userID: String, device: String?, at now: Timestamp) throws -> String {
        let id = UUIDv7.make(at: now)
        try connection.execute(
            """
            insert into sessions (id, user_id, device, created_at, last_used_at, expires_at)
            values ($1, $2, $3, $4, $4, $5)
            """,
            [id, userID, device, now, now + Self.sessionLifetime]
        )
        return id
    }

    /// A fresh token for the session, and how long it is good: 30 days, but not longer than the session.
    func issueToken(for sessionID: String, at now: Timestamp) throws -> (token: String, lifetime: Duration) {
        let sessionEnd = try connection.first("select expires_at from sessions where id = $1", [sessionID]) {
            try $0.timestamp(0)
        }
        let end = min(now + Self.refreshLifetime, sessionEnd ?? now)
        var random = SystemRandomNumberGenerator()
        let token = Base64.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }, .url)
        try connection.execute(
            "insert into refresh_tokens (hash, session_id, issued_at, expires_at) values ($1, $2, $3, $4)",
            [Self.hash(token), sessionID, now, end]
        )
        return (token, end - now)
    }

    /// Takes a token out of use.
    func redeem(_ token: String, at now: Timestamp) throws -> Redemption {
        let hash = Self.hash(token)
        let known = try connection.first(
            """
            select t.session_id, s.user_id, t.used_at, t.expires_at, s.revoked_at, s.expires_at
            from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = $1
            """,
            [hash]
        ) {
            (
                session: try $0.text(0), user: try $0.text(1), used: try $0.optionalTimestamp(2),
                expires: try $0.timestamp(3), revoked: try $0.optionalTimestamp(4), sessionExpires: try $0.timestamp(5)
            )
        }
        guard let known else { return .unknown }
        guard known.used == nil else {
            try revoke(known.session, at: now)
            return .reused(sessionID: known.session)
        }
        guard known.revoked == nil, known.expires > now, known.sessionExpires > now else { return .expired }
        try connection.execute("update refresh_tokens set used_at = $1 where hash = $2", [now, hash])
        try connection.execute("update sessions set last_used_at = $1 where id = $2", [now, known.session])
        return .good(sessionID: known.session, userID: known.user)
    }

    func revoke(_ sessionID: String, at now: Timestamp) throws {
        try connection.execute(
            "update sessions set revoked_at = $1 where id = $2 and revoked_at is null",
            [now, sessionID]
        )
    }

    /// Forgets sessions whose end has come; their tokens go with them.
    func sweep(at now: Timestamp) throws {
        try connection.execute("delete from sessions where expires_at < $1", [now])
        try connection.execute("delete from login_failures where last_at < $1", [now - LoginThrottle.memory])
    }

    static func hash(_ token: String) -> String {
        Hex.encode([UInt8](SHA256.hash(data: Array(token.utf8))))
    }
}
