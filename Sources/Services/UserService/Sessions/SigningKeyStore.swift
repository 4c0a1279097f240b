internal import Bytes
internal import SQLDatabase
internal import ServiceApplication

/// The keys that access tokens are signed with, kept in the service's own database (a file that only its owner may
/// read). The newest signs; the key set shows all.
struct SigningKeyStore {
    let keys: [SigningKey]

    /// Makes the first key where there is none. Two processes that start at once agree on one.
    static func open(_ database: SQLDatabase, at now: Timestamp) async throws -> SigningKeyStore {
        let fresh = SigningKey()
        let stored = try await database.write("keys.open") { connection in
            try connection.execute(
                """
                insert into signing_keys (id, pem, created_at)
                select $1, $2, $3 where not exists (select 1 from signing_keys)
                """,
                [fresh.id, fresh.pem, now]
            )
            return try connection.query("select pem from signing_keys order by created_at desc, id") {
                try $0.text(0)
            }
        }
        return SigningKeyStore(keys: try stored.map { try SigningKey(pem: $0) })
    }

    var current: SigningKey { keys[0] }

    var keySet: JSONValue { ["keys": .array(keys.map(\.publicKey))] }
}
