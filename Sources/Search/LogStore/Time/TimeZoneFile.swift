/// The compiled time zone files of the tz database (RFC 8536), versions 2 and later.
enum TimeZoneFile {
    static func parse(_ bytes: [UInt8], name: String) -> TimeZoneRules? {
        guard let first = header(bytes, at: 0), first.version >= UInt8(ascii: "2") else { return nil }
        // The first block has 32-bit times and is only skipped.
        let skipped =
            44 + first.times * 5 + first.types * 6 + first.characters + first.leaps * 8 + first.standards + first.locals
        guard let header = header(bytes, at: skipped) else { return nil }
        var at = skipped + 44
        let size =
            header.times * 9 + header.types * 6 + header.characters + header.leaps * 12 + header.standards
            + header.locals
        guard header.types > 0, at + size <= bytes.count else { return nil }
        let transitions = (0..<header.times).map { index -> Int64 in
            Int64(bitPattern: integer(bytes, at + index * 8, width: 8))
        }
        at += header.times * 8
        let indices = bytes[at..<at + header.times].map(Int.init)
        at += header.times
        let types = (0..<header.types).map { index -> (offset: Int, isDaylight: Bool) in
            let start = at + index * 6
            return (Int(Int32(truncatingIfNeeded: integer(bytes, start, width: 4))), bytes[start + 4] != 0)
        }
        guard indices.allSatisfy({ $0 < types.count }) else { return nil }
        let footer = bytes[(skipped + 44 + size)...].split(separator: 10).first ?? []
        let firstOffset = (types.first { !$0.isDaylight } ?? types[0]).offset
        return TimeZoneRules(
            name: name,
            transitions: transitions,
            offsets: indices.map { types[$0].offset },
            firstOffset: firstOffset,
            tail: RecurringTransitions(posix: Array(footer))
        )
    }

    private struct Header {
        var version: UInt8
        var locals, standards, leaps, times, types, characters: Int
    }

    private static func header(_ bytes: [UInt8], at: Int) -> Header? {
        guard at >= 0, at + 44 <= bytes.count, Array(bytes[at..<at + 4]) == Array("TZif".utf8) else { return nil }
        func count(_ index: Int) -> Int { Int(integer(bytes, at + 20 + index * 4, width: 4)) }
        return Header(
            version: bytes[at + 4],
            locals: count(0),
            standards: count(1),
            leaps: count(2),
            times: count(3),
            types: count(4),
            characters: count(5)
        )
    }

    private static func integer(_ bytes: [UInt8], _ at: Int, width: Int) -> UInt64 {
        bytes[at..<at + width].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The rule at the end of a time zone file: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct RecurringTransitions: Sendable, Equatable {
    private enum Day: Equatable {
        /// Month, week (5 is the last), weekday (0 is Sunday).
        case month(Int, Int, Int)
        /// 1…365, without 29 February.
        case julian(Int)
        /// 0…365.
        case ordinal(Int)
    }

    private struct Change: Equatable {
        var day: Day
        /// Seconds after local midnight.
        var time: Int
    }

    private let standard: Int
    private let daylight: Int
    private let starts: Change?
    private let ends: Change?

    init?(posix text: [UInt8]) {
        var scanner = PosixScanner(text: text)
        guard scanner.name(), let west = scanner.time() else { return nil }
        standard = -west
        guard scanner.name() else {
            (daylight, starts, ends) = (standard, nil, nil)
            return
        }
        daylight = scanner.time().map { -$0 } ?? standard + 3600
        guard let starts = Self.change(&scanner), let ends = Self.change(&scanner) else { return nil }
        (self.starts, self.ends) = (starts, ends)
    }

    private static func change(_ scanner: inout PosixScanner) -> Change? {
        guard scanner.take(",") else { return nil }
        let day: Day
        if scanner.take("M") {
            guard let month = scanner.number(), scanner.take("."), let week = scanner.number(), scanner.take("."),
                let weekday = scanner.number(), (1...12).contains(month), (1...5).contains(week), weekday < 7
            else { return nil }
            day = .month(month, week, weekday)
        } else if scanner.take("J") {
            guard let number = scanner.number() else { return nil }
            day = .julian(number)
        } else {
            guard let number = scanner.number() else { return nil }
            day = .ordinal(number)
        }
        var time = 7200
        if scanner.take("/") {
            guard let found = scanner.time() else { return nil }
            time = found
        }
        return Change(day: day, time: time)
    }

    func offset(at second: Int64) -> Int {
        guard let starts, let ends else { return standard }
        let year = LocalTime(milliseconds: (second + Int64(standard)) * 1000).year
        let start = Self.second(of: starts, year: year) - Int64(standard)
        let end = Self.second(of: ends, year: year) - Int64(daylight)
        let isDaylight = start < end ? second >= start && second < end : second >= start || second < end
        return isDaylight ? daylight : standard
    }

    /// Seconds since 1970 on the local clock.
    private static func second(of change: Change, year: Int) -> Int64 {
        let newYear = CivilCalendar.days(year: year, month: 1, day: 1)
        let days: Int
        switch change.day {
        case .ordinal(let number): days = newYear + number
        case .julian(let number):
            let isLeap = CivilCalendar.daysInMonth(year: year, month: 2) == 29
            days = newYear + number - 1 + (isLeap && number > 59 ? 1 : 0)
        case .month(let month, let week, let weekday):
            let first = CivilCalendar.days(year: year, month: month, day: 1)
            let weekdayOfFirst = ((first + 4) % 7 + 7) % 7
            var day = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            while day >= CivilCalendar.daysInMonth(year: year, month: month) { day -= 7 }
            days = first + day
        }
        return Int64(days) * 86_400 + Int64(change.time)
    }
}

/// Steps over a POSIX TZ string.
private struct PosixScanner {
    let text: [UInt8]
    var at = 0

    init(text: [UInt8]) { self.text = text }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < text.count, text[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    mutating func name() -> Bool {
        let start = at
        if take("<") {
            while at < text.count, text[at] != UInt8(ascii: ">") { at += 1 }
            return take(">")
        }
        while at < text.count, (text[at] | 0x20) &- 97 < 26 { at += 1 }
        return at > start
    }

    mutating func number() -> Int? {
        var value = 0
        let start = at
        while at < text.count, text[at] &- 48 < 10, at - start < 4 {
            value = value * 10 + Int(text[at] - 48)
            at += 1
        }
        return at > start ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard var seconds = number().map({ $0 * 3600 }) else { return nil }
        if take(":") {
            seconds += (number() ?? 0) * 60
            if take(":") { seconds += number() ?? 0 }
        }
        return sign * seconds
    }
}
