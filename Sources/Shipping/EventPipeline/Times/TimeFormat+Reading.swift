internal import Bytes

extension TimeFormat {
    /// What a text says of a time, before it is known what it leaves out.
    private struct Parts {
        var year: Int?
        var century: Int?
        var month: Int?
        var day: Int?
        var dayOfYear: Int?
        var hour = 0
        var isAfternoon: Bool?
        var minute = 0
        var second = 0
        var nanosecond = 0
        var offset: Int?
        var epoch: Int64?
    }

    /// The moment that the whole of `bytes[range]` names by this format; nil when it names none.
    ///
    /// - Parameters:
    ///   - zone: Of texts that name none.
    ///   - now: A date without a year is in this year, or in the last one when it would be more than a day ahead.
    func read(_ bytes: [UInt8], in range: Range<Int>, zone: TimeZoneRule, now: Timestamp) -> Timestamp? {
        if items == [.iso8601] { return Self.readISO8601(bytes, in: range, zone: zone) }
        var reader = DigitReader(bytes, in: range)
        var parts = Parts()
        for (index, item) in items.enumerated() {
            // A number that another follows at once takes no more than its own width: `%Y%m%d`.
            guard Self.read(item, &reader, &parts, isLast: index == items.count - 1) else { return nil }
        }
        guard reader.atEnd else { return nil }
        return Self.moment(parts, zone: zone, now: now)
    }

    private static func read(_ item: Item, _ reader: inout DigitReader, _ parts: inout Parts, isLast: Bool) -> Bool {
        func number(_ range: ClosedRange<Int>, _ digits: Int = 2, blanks: Bool = true) -> Int? {
            if blanks { reader.skipBlanks() }
            guard let value = reader.number(upTo: digits), range.contains(value) else { return nil }
            return value
        }
        switch item {
        case .literal(let byte): return reader.skip(byte)
        case .space:
            reader.skipBlanks()
            return true
        case .year:
            guard let year = reader.number(upTo: 4) else { return false }
            parts.year = year
        case .century:
            guard let century = reader.number(upTo: 2) else { return false }
            parts.century = century
        case .shortYear:
            guard let year = reader.number(upTo: 2) else { return false }
            parts.year = year < 69 ? 2000 + year : 1900 + year
        case .month:
            guard let month = number(1...12) else { return false }
            parts.month = month
        case .monthName, .monthShortName:
            guard let month = reader.name(of: months) else { return false }
            parts.month = month + 1
        case .weekday, .weekdayShort: return reader.name(of: weekdays) != nil
        case .day, .blankDay:
            guard let day = number(1...31) else { return false }
            parts.day = day
        case .dayOfYear:
            guard let day = number(1...366, 3) else { return false }
            parts.dayOfYear = day
        case .hour, .blankHour:
            guard let hour = number(0...24) else { return false }
            parts.hour = hour
        case .hour12, .blankHour12:
            guard let hour = number(1...12) else { return false }
            parts.hour = hour
            parts.isAfternoon = parts.isAfternoon ?? false
        case .meridiem:
            guard let half = reader.name(of: ["AM", "PM"], short: 2) else { return false }
            parts.isAfternoon = half == 1
        case .minute:
            guard let minute = number(0...59) else { return false }
            parts.minute = minute
        case .second:
            guard let second = number(0...60) else { return false }
            parts.second = second
        case .fraction:
            guard let nanosecond = reader.fraction() else { return false }
            parts.nanosecond = nanosecond
        case .zone, .zoneName:
            guard let offset = reader.zone() else { return false }
            parts.offset = offset
        case .epochSeconds:
            guard let seconds = reader.signed() else { return false }
            parts.epoch = seconds
        case .iso8601: return false
        }
        return true
    }

    private static func moment(_ parts: Parts, zone: TimeZoneRule, now: Timestamp) -> Timestamp? {
        if let epoch = parts.epoch {
            let (product, overflow) = epoch.multipliedReportingOverflow(by: 1_000_000_000)
            return overflow ? nil : Timestamp(nanoseconds: product &+ Int64(parts.nanosecond))
        }
        let zone = parts.offset.map { TimeZoneRule.offset($0) } ?? zone
        let today = zone.civil(now)
        var hour = parts.hour
        if let isAfternoon = parts.isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        var civil = CivilTime(
            year: parts.year ?? parts.century.map { $0 * 100 } ?? today.year,
            month: parts.month ?? (parts.year == nil && parts.day == nil && parts.dayOfYear == nil ? today.month : 1),
            day: parts.day ?? (parts.year == nil && parts.month == nil && parts.dayOfYear == nil ? today.day : 1),
            hour: hour,
            minute: parts.minute,
            second: parts.second,
            nanosecond: parts.nanosecond
        )
        guard civil.day <= CivilTime.days(inMonth: civil.month, of: civil.year) else { return nil }
        if let dayOfYear = parts.dayOfYear {
            let day = CivilTime(daysSinceEpoch: CivilTime(year: civil.year).daysSinceEpoch + dayOfYear - 1)
            (civil.month, civil.day) = (day.month, day.day)
        }
        guard let moment = zone.moment(civil) else { return nil }
        if parts.year == nil, parts.century == nil, moment > now + .seconds(86_400) {
            civil.year -= 1
            return zone.moment(civil)
        }
        return moment
    }

    /// RFC 3339 and its relatives: date, `T` or blank, time, fraction if any, zone if any (`Z`, `+0900`, `+09:00`).
    static func readISO8601(_ bytes: [UInt8], in range: Range<Int>, zone: TimeZoneRule) -> Timestamp? {
        var reader = DigitReader(bytes, in: range)
        var parts = Parts()
        guard let year = reader.number(exactly: 4) else { return nil }
        parts.year = year
        guard let separator = reader.current, separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"),
            reader.skip(separator), let month = reader.number(upTo: 2), (1...12).contains(month),
            reader.skip(separator), let day = reader.number(upTo: 2), (1...31).contains(day)
        else { return nil }
        (parts.month, parts.day) = (month, day)
        if !reader.atEnd {
            guard reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: "t")) || reader.skip(UInt8(ascii: " ")),
                readClock(&reader, &parts)
            else { return nil }
            reader.skipBlanks()
            if !reader.atEnd {
                guard let offset = reader.zone(), reader.atEnd else { return nil }
                parts.offset = offset
            }
        }
        return moment(parts, zone: zone, now: Timestamp(nanoseconds: 0))
    }

    private static func readClock(_ reader: inout DigitReader, _ parts: inout Parts) -> Bool {
        guard let hour = reader.number(upTo: 2), hour <= 24, reader.skip(UInt8(ascii: ":")),
            let minute = reader.number(upTo: 2), minute < 60
        else { return false }
        (parts.hour, parts.minute) = (hour, minute)
        if reader.skip(UInt8(ascii: ":")) {
            guard let second = reader.number(upTo: 2), second <= 60 else { return false }
            parts.second = second
            if reader.skip(UInt8(ascii: ".")) || reader.skip(UInt8(ascii: ",")) {
                guard let nanosecond = reader.fraction() else { return false }
                parts.nanosecond = nanosecond
            }
        }
        return true
    }
}
