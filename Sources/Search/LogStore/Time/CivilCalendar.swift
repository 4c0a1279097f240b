import Bytes

/// Arithmetic of days that date math and formats share.
enum CivilCalendar {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// Days since 1970-01-01. `month` is 1…12, `day` 1…31.
    static func days(year: Int, month: Int, day: Int) -> Int {
        CivilTime(year: year, month: month, day: day).daysSinceEpoch
    }

    static func daysInMonth(year: Int, month: Int) -> Int {
        CivilTime.days(inMonth: month, of: year)
    }

    static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

/// A date and time of day without a zone.
struct LocalTime: Sendable, Equatable {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0

    init() {}

    /// The time on a clock that shows `milliseconds` since 1970.
    init(milliseconds: Int64) {
        let days = CivilCalendar.floorDivide(milliseconds, by: CivilCalendar.millisecondsPerDay)
        let rest = Int(milliseconds - days * CivilCalendar.millisecondsPerDay)
        let date = CivilTime(daysSinceEpoch: Int(days))
        (year, month, day) = (date.year, date.month, date.day)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        nanosecond = rest % 1000 * 1_000_000
    }

    /// Milliseconds since 1970 on this clock.
    var milliseconds: Int64 {
        let seconds = (hour * 60 + minute) * 60 + second
        return Int64(CivilCalendar.days(year: year, month: month, day: day)) * CivilCalendar.millisecondsPerDay
            + Int64(seconds * 1000 + nanosecond / 1_000_000)
    }

    var isValid: Bool {
        (1...12).contains(month) && day >= 1 && day <= CivilCalendar.daysInMonth(year: year, month: month)
            && (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
            && (-999_999...999_999).contains(year)
    }

    /// Monday is 1.
    var weekday: Int {
        let days = CivilCalendar.days(year: year, month: month, day: day)
        return ((days + 3) % 7 + 7) % 7 + 1
    }

    mutating func add(months: Int) {
        let total = year * 12 + month - 1 + months
        year = Int(CivilCalendar.floorDivide(Int64(total), by: 12))
        month = total - year * 12 + 1
        day = min(day, CivilCalendar.daysInMonth(year: year, month: month))
    }
}
