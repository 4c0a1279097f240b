import SQLDatabase
import Testing

@Suite struct MigrationTests {
    private let second = Migration(2, "colours", "alter table notes add column colour text;")

    @Test func stepsAreAppliedOnceAndSurviveReopening() async throws {
        let fixture = try Fixture()
        let first = try await fixture.open([Fixture.notes])
        try await first.write("test") { _ = try $0.execute("insert into notes (name) values ('kept')") }
        try first.close()
        for _ in 0..<2 {
            let database = try await fixture.open([Fixture.notes, second])
            let rows = try await database.read("test") { connection in
                try connection.query("select name, colour from notes") { try $0.text(0) }
            }
            #expect(rows == ["kept"])
            try database.close()
        }
    }

    @Test func aStepThatWasChangedAfterwardsIsRefused() async throws {
        let fixture = try Fixture()
        try await fixture.open([Fixture.notes]).close()
        let changed = Migration(1, "notes", "create table notes (id {{identity}}, title text);")
        let error = await #expect(throws: SQLError.self) { _ = try await fixture.open([changed]) }
        #expect(error?.kind == .migration)
        #expect(error?.message.contains("migration 1 (notes)") == true)
    }

    @Test func layingAStepOutAnewIsNoChange() async throws {
        let fixture = try Fixture()
        try await fixture.open([Fixture.notes]).close()
        let text = Fixture.notes.sql.replacing(" ", with: "\n  ")
        try await fixture.open([Migration(1, "notes", text)]).close()
    }

    @Test func aFileOfANewerReleaseIsRefused() async throws {
        let fixture = try Fixture()
        try await fixture.open([Fixture.notes, second]).close()
        let error = await #expect(throws: SQLError.self) { _ = try await fixture.open([Fixture.notes]) }
        #expect(error?.message.contains("newer release") == true)
    }

    @Test func aStepThatFailsLeavesNothingOfItself() async throws {
        let fixture = try Fixture()
        let broken = Migration(2, "broken", "create table half (id bigint); insert into nowhere values (1);")
        await #expect(throws: SQLError.self) { _ = try await fixture.open([Fixture.notes, broken]) }
        let database = try await fixture.open([Fixture.notes])
        let tables = try await database.read("test") { connection in
            try connection.query("select name from sqlite_master where name = 'half'") { try $0.text(0) }
        }
        #expect(tables.isEmpty)
    }

    @Test func versionsCountFromOneWithoutGaps() async throws {
        let fixture = try Fixture()
        let error = await #expect(throws: SQLError.self) { _ = try await fixture.open([second]) }
        #expect(error?.kind == .misuse)
    }

    @Test func severalProcessesMayMigrateAtTheSameTime() async throws {
        let fixture = try Fixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [location = fixture.location, second] in
                    let database = try await SQLDatabase.open(location, migrations: [Fixture.notes, second])
                    try database.close()
                }
            }
            try await group.waitForAll()
        }
    }
}
