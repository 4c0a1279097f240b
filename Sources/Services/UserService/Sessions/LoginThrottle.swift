internal import Bytes
internal import Crypto
internal import SQLDatabase

/// Slows guessing down: from the fifth failure on, an account takes no log-in for 1 s, then 2 s, 4 s … up to 15 min. It
/// is never locked for good, or anybody could lock anybody out. Names without an account are slowed in the same way, or
/// the difference would tell which names have one.
struct LoginThrottle {
    static let freeFailures = 5
    static let longestBlock = Duration.seconds(900)
    /// Failures before that are forgotten.
    static let memory = Duration.seconds(3_600)

    let connection: SQLConnection

    /// The key under which failures count: the account, or what was typed in its place (hashed: people type passwords
    /// into the wrong field).
    static func account(userID: String?, identifier: String) -> String {
        if let userID { return userID }
        let digest = SHA256.hash(data: Array(AccountNames.key(ofUsername: identifier).utf8))
        return "unknown:" + Hex.encode([UInt8](digest))
    }

    /// How long the account takes no log-in; nil when it does.
    func block(of account: String, at now: Timestamp) throws -> Duration? {
        let until = try connection.first("select blocked_until from login_failures where account = $1", [account]) {
            try $0.timestamp(0)
        }
        guard let until, until > now else { return nil }
        return until - now
    }

    func recordFailure(of account: String, at now: Timestamp) throws {
        let known = try connection.first(
            "select failures, last_at from login_failures where account = $1",
            [account]
        ) { (failures: Int(try $0.integer(0)), last: try $0.timestamp(1)) }
        let isRecent = known.map { now - $0.last < Self.memory } ?? false
        let failures = (isRecent ? known?.failures ?? 0 : 0) + 1
        try connection.execute(
            """
            insert into login_failures (account, failures, last_at, blocked_until) values ($1, $2, $3, $4)
            on conflict (account) do update set failures = excluded.failures, last_at = excluded.last_at,
                blocked_until = excluded.blocked_until
            """,
            [account, failures, now, now + Self.block(afterFailures: failures)]
        )
    }

    func forget(_ account: String) throws {
        try connection.execute("delete from login_failures where account = $1", [account])
    }

    static func block(afterFailures failures: Int) -> Duration {
        guard failures >= freeFailures else { return .zero }
        return min(.seconds(1 << min(failures - freeFailures, 20)), longestBlock)
    }
}
