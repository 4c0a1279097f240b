internal import Bytes
internal import Crypto

/// Brings a database's schema up to date, each step in a transaction of its own together with its entry in
/// `schema_migrations`. Several processes may do so at the same time: the write lock lets one after the other look.
struct Migrator {
    let database: SQLDatabase

    func apply(_ migrations: [Migration]) async throws {
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw SQLError(.misuse, "migration \(migration.name) has version \(migration.version), not \(index + 1)")
        }
        let location = database.location
        try await database.write("migrate") { connection in
            try connection.execute(
                """
                create table if not exists schema_migrations (
                    version bigint primary key, name text not null, checksum text not null, applied_at bigint not null
                )
                """
            )
            let newest = try connection.first("select coalesce(max(version), 0) from schema_migrations") { row in
                Int(try row.integer(0))
            }
            if let newest, newest > migrations.count {
                throw SQLError(
                    .migration,
                    "\(location) has schema version \(newest), this program knows \(migrations.count): "
                        + "it was written by a newer release"
                )
            }
        }
        for migration in migrations {
            try await database.write("migrate") { try Self.apply(migration, on: $0, location: location) }
        }
    }

    private static func apply(
        _ migration: Migration,
        on connection: SQLConnection,
        location: DatabaseLocation
    ) throws {
        let checksum = checksum(of: migration)
        let sql = "select checksum from schema_migrations where version = $1"
        if let applied = try connection.first(sql, [migration.version], { try $0.text(0) }) {
            guard applied == checksum else {
                throw SQLError(
                    .migration,
                    "\(location): migration \(migration.version) (\(migration.name)) is not the one that was applied; "
                        + "migrations are never changed, add a new one"
                )
            }
            return
        }
        try connection.run(
            script: migration.sql.replacing("{{identity}}", with: "integer primary key autoincrement")
        )
        try connection.execute(
            "insert into schema_migrations (version, name, checksum, applied_at) values ($1, $2, $3, $4)",
            [migration.version, migration.name, checksum, WallClock.system.now()]
        )
    }

    /// SHA-256 of the step's text, with runs of white space as one: laying the text out anew is no change.
    static func checksum(of migration: Migration) -> String {
        let text = migration.sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Hex.encode([UInt8](SHA256.hash(data: [UInt8](text.utf8))))
    }
}
