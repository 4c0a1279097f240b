public import SQLDatabase

/// Random secrets that a service makes for itself at its first start and keeps in its database, so that they are the
/// same after a restart and on every replica.
public enum ServiceSecrets {
    public static let schema = "create table secrets (name text primary key, value blob not null);"

    /// The 32 bytes of that name.
    public static func secret(_ name: String, in database: SQLDatabase) async throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let fresh = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return try await database.write("secrets.get") { connection in
            try connection.execute(
                "insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing",
                [name, fresh]
            )
            let stored = try connection.first("select value from secrets where name = $1", [name]) { try $0.bytes(0) }
            return stored ?? fresh
        }
    }
}
