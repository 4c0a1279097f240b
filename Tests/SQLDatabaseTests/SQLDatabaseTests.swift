import Bytes
import Foundation
import SQLDatabase
import Storage
import Telemetry
import Testing

@Suite struct SQLDatabaseTests {
    @Test func valuesOfEveryKindComeBackAsTheyWent() async throws {
        let fixture = try Fixture()
        let database = try await fixture.open()
        let time = Timestamp(microseconds: -1_234_567)
        let row = try await database.read("test") { connection in
            try connection.first(
                "select $1, $2, $3, $4, $5, $6, $7",
                ["text", Int64.min, 2.5, [0, 255] as [UInt8], true, nil as String?, time]
            ) { row in
                (
                    count: row.columnCount, text: try row.text(0), integer: try row.integer(1),
                    double: try row.double(2), bytes: try row.bytes(3), bool: try row.bool(4),
                    null: try row.optionalText(5), time: try row.timestamp(6)
                )
            }
        }
        let found = try #require(row)
        #expect(found.count == 7)
        #expect(found.text == "text")
        #expect(found.integer == Int64.min)
        #expect(found.double == 2.5)
        #expect(found.bytes == [0, 255])
        #expect(found.bool)
        #expect(found.null == nil)
        #expect(found.time == time)
    }

    @Test func parametersMayComeInAnyOrderAndTwice() async throws {
        let fixture = try Fixture()
        let database = try await fixture.open()
        let texts = try await database.read("test") { connection in
            try connection.query(
                "select $3 || $1 || $2 || $3 || ' $9 ' /* no parameter in a text */ -- $8\n",
                ["a", "b", "c"]
            ) { try $0.text(0) }
        }
        #expect(texts == ["cabc $9 "])
    }

    @Test(arguments: ["select $1", "select $2", "select ?", "select :name", "select $0", "select $"])
    func aStatementWithWrongParametersIsRefused(sql: String) async throws {
        let fixture = try Fixture()
        let database = try await fixture.open()
        let error = await #expect(throws: SQLError.self) {
            try await database.read("test") { try $0.query(sql, []) { _ in } }
        }
        #expect(error?.kind == .misuse)
    }

    @Test func readingAColumnAsAnotherTypeIsAnErrorNotATrap() async throws {
        let fixture = try Fixture()
        let database = try await fixture.open()
        for column in [0, 1, 2, -1] {
            let error = await #expect(throws: SQLError.self) {
                try await database.read("test") { try $0.first("select 'text', null", []) { try $0.integer(column) } }
            }
            #expect(error?.kind == .misuse)
        }
    }

    @Test func aTransactionThatThrowsLeavesNothingAndRunsNoCommitAction() async throws {
        struct Stop: Error {}
        let fixture = try Fixture()
        let database = try await fixture.open([Fixture.notes])
        let signal = Flag()
        await #expect(throws: Stop.self) {
            try await database.write("test") { connection in
                try connection.execute("insert into notes (name) values ($1)", ["one"])
                connection.afterCommit { signal.raise() }
                throw Stop()
            }
        }
        #expect(!signal.isRaised)
        #expect(try await count(database) == 0)
        let inserted = try await database.write("test") { connection in
            connection.afterCommit { signal.raise() }
            let inserted = try connection.execute("insert into notes (name) values ($1)", ["one"])
            #expect(!signal.isRaised)
            return inserted
        }
        #expect(inserted == 1)
        #expect(signal.isRaised)
        #expect(try await count(database) == 1)
    }

    @Test func aUniqueViolationNamesItsColumn() async throws {
        let fixture = try Fixture()
        let database = try await fixture.open([Fixture.notes])
        try await database.write("test") { _ = try $0.execute("insert into notes (name) values ('one')") }
        let error = await #expect(throws: SQLError.self) {
            try await database.write("test") { _ = try $0.execute("insert into notes (name) values ($1)", ["one"]) }
        }
        #expect(error?.isUniqueViolation(of: "notes.name") == true)
        #expect(error?.isUniqueViolation(of: "notes.id") == false)
    }

    @Test func concurrentWritersLoseNoUpdate() async throws {
        let fixture = try Fixture()
        let first = try await fixture.open([Fixture.notes])
        // A second connection to the same file stands for a second process.
        let second = try await fixture.open([Fixture.notes])
        try await first.write("test") { _ = try $0.execute("insert into notes (name, size) values ('n', 0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                let database = index % 2 == 0 ? first : second
                group.addTask {
                    try await database.write("test") { connection in
                        let size = try connection.first("select size from notes") { try $0.integer(0) }
                        try connection.execute("update notes set size = $1", [(size ?? 0) + 1])
                    }
                }
            }
            try await group.waitForAll()
        }
        let size = try await first.read("test") { try $0.first("select size from notes") { try $0.integer(0) } }
        #expect(size == 100)
    }

    @Test(arguments: SQLDatabase.Options.Durability.allCases)
    func theFileIsPrivateInWriteAheadModeAndAsDurableAsAsked(durability: SQLDatabase.Options.Durability) async throws {
        let fixture = try Fixture()
        let database = try await fixture.open(durability: durability)
        let settings = try await database.write("test") { connection in
            (
                mode: try connection.first("pragma journal_mode") { try $0.text(0) },
                keys: try connection.first("pragma foreign_keys") { try $0.integer(0) },
                synchronous: try connection.first("pragma synchronous") { try $0.integer(0) }
            )
        }
        #expect(settings.mode == "wal")
        #expect(settings.keys == 1)
        #expect(settings.synchronous == (durability == .full ? 2 : 1))
        let attributes = try FileManager.default.attributesOfItem(atPath: fixture.location.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test func operationsAreMeasuredByName() async throws {
        let fixture = try Fixture()
        let metrics = MetricsRegistry()
        let database = try await SQLDatabase.open(fixture.location, migrations: [Fixture.notes], metrics: metrics)
        _ = try await count(database)
        let text = String(decoding: metrics.text(), as: UTF8.self)
        #expect(text.contains(#"db_operation_name="notes.count""#))
        #expect(text.contains(#"db_namespace="test""#))
    }

    @Test func aPlaceThatCannotBeOpenedIsNamed() async throws {
        let error = await #expect(throws: SQLError.self) {
            _ = try await SQLDatabase.open(DatabaseLocation(path: "/proc/nowhere/x.db"), migrations: [])
        }
        #expect(error?.kind == .inputOutput)
        #expect(error?.message.contains("/proc/nowhere") == true)
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() async throws {
        let fixture = try Fixture()
        try FileSystem.createDirectory("\(fixture.folder)/data")
        try FileSystem.publish(Array(repeating: 0x41, count: 5_000), to: fixture.location.path)
        let error = await #expect(throws: SQLError.self) { _ = try await fixture.open() }
        #expect(error?.kind == .corrupt)
    }

    @Test func locationsOfOtherKindsAreRefusedByName() throws {
        #expect(try DatabaseLocation(parsing: "sqlite:a/b.db").path == "a/b.db")
        #expect(try DatabaseLocation(parsing: "sqlite:///var/lib/a.db").path == "/var/lib/a.db")
        for text in ["postgres://host/db", "a.db", "sqlite:", "nats://host"] {
            let error = #expect(throws: DatabaseLocationError.self) { try DatabaseLocation(parsing: text) }
            #expect(error?.description.contains("sqlite:PATH") == true)
        }
    }

    private func count(_ database: SQLDatabase) async throws -> Int64? {
        try await database.read("notes.count") { try $0.first("select count(*) from notes") { try $0.integer(0) } }
    }
}
