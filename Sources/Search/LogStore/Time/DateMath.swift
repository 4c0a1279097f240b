/// Elasticsearch's date math: `now-15m/d`, `2026-01-01||+1M/d`, or a date in a format.
public enum DateMath {
    /// Milliseconds since 1970. `roundUp` makes `/d` and missing parts the last millisecond of what they name, as
    /// `lte` and `gt` want it.
    public static func evaluate(
        _ text: String,
        now: Int64,
        format: DateFormat,
        zone: TimeZoneRules,
        roundUp: Bool
    ) throws(LogStoreError) -> Int64 {
        let bytes = Array(text.utf8)
        if text.hasPrefix("now") {
            return try apply(bytes, from: 3, to: now, zone: zone, roundUp: roundUp, whole: text)
        }
        if let bars = firstBars(bytes) {
            let anchor = String(decoding: bytes[..<bars], as: UTF8.self)
            guard let date = format.parse(anchor, zone: zone) else { throw failure(anchor, format) }
            return try apply(bytes, from: bars + 2, to: date, zone: zone, roundUp: roundUp, whole: text)
        }
        guard let date = format.parse(text, roundUp: roundUp, zone: zone) else { throw failure(text, format) }
        return date
    }

    private static func failure(_ text: String, _ format: DateFormat) -> LogStoreError {
        LogStoreError(
            .parse,
            "failed to parse date field [\(text)] with format [\(format.text)]: "
                + "[failed to parse date field [\(text)] with format [\(format.text)]]",
            cause: LogStoreError(
                .illegalArgument,
                "failed to parse date field [\(text)] with format [\(format.text)]"
            )
        )
    }

    private static func firstBars(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == UInt8(ascii: "|") && bytes[$0 + 1] == UInt8(ascii: "|") }
    }

    private static func apply(
        _ bytes: [UInt8],
        from start: Int,
        to anchor: Int64,
        zone: TimeZoneRules,
        roundUp: Bool,
        whole: String
    ) throws(LogStoreError) -> Int64 {
        var at = start
        var result = anchor
        func invalid(_ reason: String) -> LogStoreError { LogStoreError(.parse, "\(reason) in date math [\(whole)]") }
        while at < bytes.count {
            let sign = bytes[at]
            at += 1
            let isRounding = sign == UInt8(ascii: "/")
            guard isRounding || sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
                throw LogStoreError(.parse, "operator not supported for date math [\(whole)]")
            }
            var number = 0
            let digits = at
            while at < bytes.count, bytes[at] &- 48 < 10 {
                guard at - digits < 12 else { throw invalid("number too large") }
                number = number * 10 + Int(bytes[at] - 48)
                at += 1
            }
            if at == digits { number = 1 }
            guard !isRounding || at == digits else {
                throw LogStoreError(.parse, "rounding `/` can only be used on single unit types [\(whole)]")
            }
            guard at < bytes.count else { throw LogStoreError(.parse, "truncated date math [\(whole)]") }
            guard let unit = Unit(rawValue: bytes[at] == UInt8(ascii: "H") ? UInt8(ascii: "h") : bytes[at]) else {
                let name = String(decoding: [bytes[at]], as: UTF8.self)
                throw LogStoreError(.parse, "unit [\(name)] not supported for date math [\(whole)]")
            }
            at += 1
            if isRounding {
                let floor = unit.floor(result, zone: zone)
                result = roundUp ? unit.adding(1, to: floor, zone: zone) - 1 : floor
            } else {
                result = unit.adding(sign == UInt8(ascii: "-") ? -number : number, to: result, zone: zone)
            }
        }
        return result
    }

    enum Unit: UInt8 {
        case year = 121, month = 77, week = 119, day = 100, hour = 104, minute = 109, second = 115

        func adding(_ count: Int, to milliseconds: Int64, zone: TimeZoneRules) -> Int64 {
            switch self {
            case .second: return milliseconds &+ Int64(count) &* 1000
            case .minute: return milliseconds &+ Int64(count) &* 60_000
            case .hour: return milliseconds &+ Int64(count) &* 3_600_000
            case .day, .week, .month, .year:
                let local = milliseconds + Int64(zone.offset(at: milliseconds)) * 1000
                var time = LocalTime(milliseconds: local)
                switch self {
                case .month: time.add(months: min(max(count, -1_000_000), 1_000_000))
                case .year: time.add(months: min(max(count, -100_000), 100_000) * 12)
                default:
                    let days = Int64(self == .week ? count &* 7 : count)
                    return zone.instant(local: local &+ days &* CivilCalendar.millisecondsPerDay)
                }
                return zone.instant(local: time.milliseconds)
            }
        }

        /// The beginning of the unit that an instant lies in, on a clock in `zone`.
        func floor(_ milliseconds: Int64, zone: TimeZoneRules) -> Int64 {
            let local = milliseconds + Int64(zone.offset(at: milliseconds)) * 1000
            var time = LocalTime(milliseconds: local)
            time.nanosecond = 0
            switch self {
            case .second, .minute, .hour:
                let width: Int64 = self == .second ? 1000 : self == .minute ? 60_000 : 3_600_000
                return milliseconds - (local - CivilCalendar.floorDivide(local, by: width) * width)
            case .day: (time.hour, time.minute, time.second) = (0, 0, 0)
            case .week:
                (time.hour, time.minute, time.second) = (0, 0, 0)
                let monday = time.milliseconds - Int64(time.weekday - 1) * CivilCalendar.millisecondsPerDay
                return zone.instant(local: monday)
            case .month: (time.day, time.hour, time.minute, time.second) = (1, 0, 0, 0)
            case .year: (time.month, time.day, time.hour, time.minute, time.second) = (1, 1, 0, 0, 0)
            }
            return zone.instant(local: time.milliseconds)
        }
    }
}
