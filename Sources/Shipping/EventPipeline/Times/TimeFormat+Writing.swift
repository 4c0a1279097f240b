public import Bytes

extension TimeFormat {
    /// RFC 3339 to the second with the zone: Fluentd's `%Y-%m-%dT%H:%M:%S%:z`, with `Z` for UTC.
    public static func appendISO8601(_ time: Timestamp, zone: TimeZoneRule, to bytes: inout [UInt8]) {
        let civil = zone.civil(time)
        NumberText.appendDecimal(civil.year, width: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        NumberText.appendDecimal(civil.month, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        NumberText.appendDecimal(civil.day, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        NumberText.appendDecimal(civil.hour, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        NumberText.appendDecimal(civil.minute, width: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        NumberText.appendDecimal(civil.second, width: 2, to: &bytes)
        if zone == .utc {
            bytes.append(UInt8(ascii: "Z"))
        } else {
            appendZone(zone.offset(at: time), colon: true, to: &bytes)
        }
    }

    public func write(_ time: Timestamp, zone: TimeZoneRule) -> String {
        var bytes: [UInt8] = []
        append(time, zone: zone, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    public func append(_ time: Timestamp, zone: TimeZoneRule, to bytes: inout [UInt8]) {
        let civil = zone.civil(time)
        func number(_ value: Int, _ width: Int) { NumberText.appendDecimal(value, width: width, to: &bytes) }
        func blank(_ value: Int) {
            if value < 10 { bytes.append(UInt8(ascii: " ")) }
            NumberText.appendDecimal(value, to: &bytes)
        }
        let hour12 = (civil.hour + 11) % 12 + 1
        for item in items {
            switch item {
            case .literal(let byte): bytes.append(byte)
            case .space: bytes.append(UInt8(ascii: " "))
            case .year: number(civil.year, 4)
            case .century: number(civil.year / 100, 2)
            case .shortYear: number(civil.year % 100, 2)
            case .month: number(civil.month, 2)
            case .monthName: bytes.append(contentsOf: Self.months[civil.month - 1].utf8)
            case .monthShortName: bytes.append(contentsOf: Self.months[civil.month - 1].utf8.prefix(3))
            case .weekday: bytes.append(contentsOf: Self.weekdays[civil.weekday].utf8)
            case .weekdayShort: bytes.append(contentsOf: Self.weekdays[civil.weekday].utf8.prefix(3))
            case .day: number(civil.day, 2)
            case .blankDay: blank(civil.day)
            case .dayOfYear: number(civil.dayOfYear, 3)
            case .hour: number(civil.hour, 2)
            case .blankHour: blank(civil.hour)
            case .hour12: number(hour12, 2)
            case .blankHour12: blank(hour12)
            case .meridiem: bytes.append(contentsOf: (civil.hour < 12 ? "AM" : "PM").utf8)
            case .minute: number(civil.minute, 2)
            case .second: number(civil.second, 2)
            case .fraction(let digits):
                var value = civil.nanosecond
                for _ in digits..<9 { value /= 10 }
                number(value, digits)
            case .zone(let colon): Self.appendZone(zone.offset(at: time), colon: colon, to: &bytes)
            case .zoneName:
                if zone == .utc {
                    bytes.append(contentsOf: "UTC".utf8)
                } else {
                    Self.appendZone(zone.offset(at: time), colon: true, to: &bytes)
                }
            case .epochSeconds: NumberText.appendDecimal(time.milliseconds / 1000, to: &bytes)
            case .iso8601: Self.appendISO8601(time, zone: zone, to: &bytes)
            }
        }
    }

    private static func appendZone(_ offset: Int, colon: Bool, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        NumberText.appendDecimal(abs(offset) / 3600, width: 2, to: &bytes)
        if colon { bytes.append(UInt8(ascii: ":")) }
        NumberText.appendDecimal(abs(offset) / 60 % 60, width: 2, to: &bytes)
    }
}
