import SQLDatabase
import Storage

/// A database in a folder of its own, which goes with the test.
final class Fixture {
    let folder: String
    let location: DatabaseLocation

    init() throws {
        folder = try FileSystem.makeTemporaryDirectory(prefix: "sql-database")
        location = DatabaseLocation(path: "\(folder)/data/test.db")
    }

    deinit {
        try? FileSystem.removeTree(folder)
    }

    func open(
        _ migrations: [Migration] = [],
        durability: SQLDatabase.Options.Durability = .normal
    ) async throws -> SQLDatabase {
        try await SQLDatabase.open(location, options: .init(durability: durability), migrations: migrations)
    }

    static let notes = Migration(
        1,
        "notes",
        "create table notes (id {{identity}}, name text not null unique, size bigint, body blob);"
    )
}
