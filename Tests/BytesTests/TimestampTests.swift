import Bytes
import TestSupport
import Testing

/// Moments, their calendar and their text.
@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("2026-03-01T12:00:00Z", 1_772_366_400_000_000_000),
        ("2026-03-01t12:00:00z", 1_772_366_400_000_000_000),
        ("2026-03-01 12:00:00Z", 1_772_366_400_000_000_000),
        ("2026-03-01T13:30:00+01:30", 1_772_366_400_000_000_000),
        ("2026-03-01T00:01:00-11:59", 1_772_366_400_000_000_000),
        ("2026-03-01T12:00:00-00:00", 1_772_366_400_000_000_000),
        ("2024-02-29T23:59:59.5Z", 1_709_251_199_500_000_000),
        ("2026-03-01T12:00:00.1234567891234Z", 1_772_366_400_123_456_789),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
        ("1677-09-21T00:12:43.145224192Z", Int64.min),
        ("2262-04-11T23:47:16.854775807Z", Int64.max),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
        ("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000),
    ])
    func reads(_ text: String, _ nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
        #expect([UInt8](text.utf8).withRawSpan { Timestamp(rfc3339: $0) }?.nanoseconds == nanoseconds)
        #expect(
            Timestamp(rfc3339: [UInt8]("x\(text)y".utf8), in: 1..<(1 + text.utf8.count))?.nanoseconds == nanoseconds
        )
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T12:00:00", "2026-03-01T12:00Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00.5",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z", "2026-03-32T00:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+01:60",
        "2026-03-01T12:00:00+0100", "2026-03-01T12:00:00+01", "2026-03-01T12:00:00ZZ", "2026-03-01T12:00:00Z ",
        " 2026-03-01T12:00:00Z", "2026/03/01T12:00:00Z", "2026-03-01_12:00:00Z", "2026-03-01T12-00-00Z",
        "2O26-03-01T12:00:00Z", "+026-03-01T12:00:00Z", "2026-03-01T12:00:00,5Z", "2262-04-11T23:47:16.854775808Z",
        "1677-09-21T00:12:43.145224191Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-03-01T12:00:00é",
    ])
    func refuses(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func refusesAnyOtherByteInPlaceOfADigitOrAMark() {
        let text = [UInt8]("2026-03-01T12:34:56+02:00".utf8)
        for position in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[position] = byte
                let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position])
                let staysDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                let isRead = Timestamp(rfc3339: changed, in: 0..<changed.count) != nil
                if isRead, isDigit != staysDigit { Issue.record("byte \(byte) at \(position)") }
                if !isDigit, byte != text[position], isRead {
                    #expect(position == 10 && (byte == 0x20 || byte == 0x74) || position == 19 && byte == 0x2D)
                }
            }
        }
    }

    @Test func writesWithTheDigitsWanted() {
        let time = Timestamp(nanoseconds: 1_772_366_400_987_654_321)
        #expect(time.rfc3339() == "2026-03-01T12:00:00.987Z")
        #expect(time.rfc3339(fractionDigits: 0) == "2026-03-01T12:00:00Z")
        #expect(time.rfc3339(fractionDigits: 9) == "2026-03-01T12:00:00.987654321Z")
        #expect(Timestamp(nanoseconds: -1).rfc3339(fractionDigits: 9) == "1969-12-31T23:59:59.999999999Z")
        #expect(Timestamp(nanoseconds: .min).description == "1677-09-21T00:12:43.145224192Z")
        #expect(Timestamp(nanoseconds: .max).description == "2262-04-11T23:47:16.854775807Z")
    }

    @Test func readsBackWhatItWrites() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<5000 {
            let time = Timestamp(nanoseconds: Int64(bitPattern: random.next()))
            #expect(Timestamp(rfc3339: time.rfc3339(fractionDigits: 9)) == time)
            #expect(Timestamp(civil: time.civil) == time)
        }
    }

    @Test func survivesDamage() {
        var random = SeededGenerator(seed: 5)
        let text = [UInt8]("2026-03-01T12:34:56.789+02:00".utf8)
        for length in 0..<text.count { #expect(Timestamp(rfc3339: text, in: 0..<length) == nil) }
        for _ in 0..<5000 {
            let damaged = random.mutation(of: text, alphabet: "0123456789-:+.TZ ")
            guard let time = Timestamp(rfc3339: damaged, in: 0..<damaged.count) else { continue }
            #expect(Timestamp(rfc3339: time.description) == time)
        }
    }

    /// Every day of eight centuries, one after the other.
    @Test func countsDays() {
        var date = CivilTime(year: 1600)
        var weekday = 6
        for days in CivilTime(year: 1600).daysSinceEpoch..<CivilTime(year: 2400).daysSinceEpoch {
            guard CivilTime(daysSinceEpoch: days) == date, date.daysSinceEpoch == days, date.weekday == weekday else {
                Issue.record("day \(days) is not \(date)")
                return
            }
            weekday = (weekday + 1) % 7
            date.day += 1
            if date.day > CivilTime.days(inMonth: date.month, of: date.year) {
                date.day = 1
                date.month += 1
                if date.month > 12 {
                    #expect(
                        CivilTime(year: date.year, month: 12, day: 31).dayOfYear
                            == (CivilTime.isLeap(date.year) ? 366 : 365)
                    )
                    date.month = 1
                    date.year += 1
                }
            }
        }
        #expect(CivilTime(year: 1970).weekday == 4 && CivilTime(year: 2024, month: 3).dayOfYear == 61)
    }

    @Test func convertsUnits() {
        #expect(Timestamp(milliseconds: 1_500).nanoseconds == 1_500_000_000)
        #expect(Timestamp(nanoseconds: -1).milliseconds == -1)
        #expect(Timestamp(nanoseconds: -1_000_000).milliseconds == -1)
        #expect(Timestamp(nanoseconds: 999_999).milliseconds == 0)
        #expect(Timestamp(milliseconds: .max).nanoseconds == .max && Timestamp(milliseconds: .min).nanoseconds == .min)
        #expect(Timestamp(seconds: 1.5).nanoseconds == 1_500_000_000)
        #expect(Timestamp(seconds: -1.5).nanoseconds == -1_500_000_000)
        #expect(Timestamp(seconds: 1_772_366_400.125).nanoseconds == 1_772_366_400_125_000_000)
        #expect(Timestamp(seconds: .infinity).nanoseconds == .max && Timestamp(seconds: -.infinity).nanoseconds == .min)
        #expect(Timestamp(seconds: .nan).nanoseconds == 0 && Timestamp(seconds: 1e300).nanoseconds == .max)
        #expect(
            Timestamp(seconds: 9_223_372_036.9).nanoseconds == .max
                && Timestamp(seconds: -9_223_372_037).nanoseconds == .min
        )
        #expect(Timestamp(nanoseconds: 1_500_000_000).seconds == 1.5)
    }

    @Test func addsDurations() {
        let time = Timestamp(nanoseconds: 10)
        #expect((time + .nanoseconds(5)).nanoseconds == 15 && (time - .nanoseconds(15)).nanoseconds == -5)
        #expect(
            Timestamp(nanoseconds: 15) - time == .nanoseconds(5)
                && time - Timestamp(nanoseconds: 15) == .nanoseconds(-5)
        )
        #expect((Timestamp(nanoseconds: .max) + .seconds(1)).nanoseconds == .max)
        #expect((Timestamp(nanoseconds: .min) - .seconds(1)).nanoseconds == .min)
        #expect((time + .seconds(Int64.max)).nanoseconds == .max && (time - .seconds(Int64.max)).nanoseconds == .min)
        #expect(
            Timestamp(nanoseconds: .max) - Timestamp(nanoseconds: .min) == .nanoseconds(Int64.max)
                - .nanoseconds(Int64.min)
        )
        #expect(Timestamp(nanoseconds: 1) < Timestamp(nanoseconds: 2))
        #expect(Timestamp.now() > Timestamp(rfc3339: "2024-01-01T00:00:00Z")!)
    }
}
