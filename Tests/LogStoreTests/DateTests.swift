import Bytes
import LogStore
import Testing

@Suite("Dates are read, rounded and written as Elasticsearch does")
struct DateTests {
    private func milliseconds(_ text: String) throws -> Int64 {
        try #require(DateFormat.standard.parse(text))
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05.678Z", 1_767_323_045_678), ("2026-01-02T03:04:05Z", 1_767_323_045_000),
        ("2026-01-02T03:04:05.678901+02:00", 1_767_315_845_678), ("2026-01-02", 1_767_312_000_000),
        ("2026", 1_767_225_600_000), ("1767323045678", 1_767_323_045_678), ("-5", -5),
        ("2026-01-02T03:04", 1_767_323_040_000),
    ])
    func standard(text: String, expected: Int64) throws {
        #expect(DateFormat.standard.parse(text) == expected)
    }

    @Test(arguments: [
        "2026-13-01", "2026-02-30", "yesterday", "2026-01-02T25:00:00Z", "2026-01-02 03:04:05", "1.2.3", "",
    ])
    func refused(text: String) {
        #expect(DateFormat.standard.parse(text) == nil)
    }

    @Test func patterns() throws {
        let format = try DateFormat(parsing: "yyyy/MM/dd HH:mm:ss||dd MMM yyyy||epoch_second")
        #expect(format.parse("2026/01/02 03:04:05") == 1_767_323_045_000)
        #expect(format.parse("02 Jan 2026") == 1_767_312_000_000)
        #expect(format.parse("1767323045") == 1_767_323_045_000)
        #expect(format.format(1_767_323_045_000) == "2026/01/02 03:04:05")
        #expect(throws: LogStoreError.self) { try DateFormat(parsing: "yyyy-bb") }
    }

    @Test func written() throws {
        #expect(DateFormat.standard.format(1_767_323_045_678) == "2026-01-02T03:04:05.678Z")
        let berlin = try TimeZoneRules(named: "Europe/Berlin")
        #expect(DateFormat.standard.format(1_767_323_045_678, zone: berlin) == "2026-01-02T04:04:05.678+01:00")
        #expect(try DateFormat(parsing: "epoch_millis").format(5) == "5")
    }

    @Test(arguments: [
        ("now", "2026-05-15T13:30:10.500Z", false), ("now-15m", "2026-05-15T13:15:10.500Z", false),
        ("now/d", "2026-05-15T00:00:00Z", false), ("now/d", "2026-05-15T23:59:59.999Z", true),
        ("now-1M/M", "2026-04-01T00:00:00Z", false), ("now/w", "2026-05-11T00:00:00Z", false),
        ("now+1h-30m", "2026-05-15T14:00:10.500Z", false), ("now-1y/y", "2025-01-01T00:00:00Z", false),
        ("2026-01-31||+1M", "2026-02-28T00:00:00Z", false), ("2026-05-15", "2026-05-15T23:59:59.999Z", true),
    ])
    func math(text: String, expected: String, roundUp: Bool) throws {
        let now = try milliseconds("2026-05-15T13:30:10.500Z")
        let found = try DateMath.evaluate(text, now: now, format: .standard, zone: .utc, roundUp: roundUp)
        #expect(found == (try milliseconds(expected)))
    }

    @Test(arguments: ["now-", "now*1d", "now/2d", "now-1x", "2026-01-01||1d"])
    func wrongMath(text: String) {
        #expect(throws: LogStoreError.self) {
            try DateMath.evaluate(text, now: 0, format: .standard, zone: .utc, roundUp: false)
        }
    }

    @Test("days of a zone with summer time have 23 and 25 hours, also beyond the table of transitions")
    func summerTime() throws {
        let berlin = try TimeZoneRules(named: "Europe/Berlin")
        for (year, day, hours) in [(2026, "03-29", 23), (2026, "10-25", 25), (2060, "03-28", 23), (2026, "06-01", 24)] {
            let start = try DateMath.evaluate("\(year)-\(day)", now: 0, format: .standard, zone: berlin, roundUp: false)
            let end = try DateMath.evaluate("\(year)-\(day)", now: 0, format: .standard, zone: berlin, roundUp: true)
            #expect((end + 1 - start) / 3_600_000 == Int64(hours), "\(year)-\(day)")
        }
        #expect(throws: LogStoreError.self) { try TimeZoneRules(named: "Europe/Atlantis") }
        #expect(throws: LogStoreError.self) { try TimeZoneRules(named: "../../etc/passwd") }
    }
}
