/// A date of the proleptic Gregorian calendar in UTC (Howard Hinnant's algorithm over eras of 400 years).
struct CivilDate {
    private let days: Int64
    private let secondsOfDay: Int64
    private let year: Int64
    private let month: Int64
    private let day: Int64

    /// Fractions are cut towards zero, and what is no number of seconds counts as the ends of Int64 do in Go.
    init(seconds: Double) {
        let whole: Int64 =
            seconds.isNaN ? .min : seconds >= 0x1p63 ? .min : seconds < -0x1p63 ? .min : Int64(seconds)
        let remainder = whole % 86_400
        secondsOfDay = remainder < 0 ? remainder + 86_400 : remainder
        days = (whole / 86_400) - (remainder < 0 ? 1 : 0)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfShiftedYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfShiftedYear + 2) / 153
        day = dayOfShiftedYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// What a function of dates takes from the date.
    func part(_ function: Function) -> Double {
        switch function {
        case .minute: Double(secondsOfDay / 60 % 60)
        case .hour: Double(secondsOfDay / 3600)
        case .dayOfWeek: Double(((days + 4) % 7 + 7) % 7)
        case .dayOfMonth: Double(day)
        case .dayOfYear: Double(dayOfYear)
        case .daysInMonth: Double(daysInMonth)
        case .month: Double(month)
        default: Double(year)
        }
    }

    private var isLeapYear: Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private var daysInMonth: Int64 {
        switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private var dayOfYear: Int64 {
        let before: [Int64] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        return before[Int(month) - 1] + day + (month > 2 && isLeapYear ? 1 : 0)
    }
}
