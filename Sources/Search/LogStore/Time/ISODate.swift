/// `strict_date_optional_time`: `yyyy[-MM[-dd]]['T'[HH[:mm[:ss[.fraction]]]][zone]]`.
enum ISODate {
    static func parse(_ text: Span<UInt8>, roundUp: Bool, zone: TimeZoneRules) -> Int64? {
        var scanner = DateScanner(offset: 0)
        var time = LocalTime()
        if roundUp {
            (time.hour, time.minute, time.second, time.nanosecond) = (23, 59, 59, 999_999_999)
        }
        guard let year = scanner.digits(text, 4...4) else { return nil }
        time.year = year
        if scanner.take(text, "-") {
            guard let month = scanner.digits(text, 2...2) else { return nil }
            time.month = month
            if scanner.take(text, "-") {
                guard let day = scanner.digits(text, 2...2) else { return nil }
                time.day = day
            }
        }
        var offset: Int?
        if scanner.take(text, "T") {
            if let hour = scanner.digits(text, 2...2) {
                time.hour = hour
                if scanner.take(text, ":") {
                    guard let minute = scanner.digits(text, 2...2) else { return nil }
                    time.minute = minute
                    if scanner.take(text, ":") {
                        guard let second = scanner.digits(text, 2...2) else { return nil }
                        time.second = second
                        if scanner.take(text, ".") || scanner.take(text, ",") {
                            guard let nanosecond = scanner.fraction(text) else { return nil }
                            time.nanosecond = nanosecond
                        }
                    }
                }
            }
            if scanner.offset < text.count {
                guard let found = scanner.zone(text) else { return nil }
                offset = found
            }
        }
        guard scanner.offset == text.count, time.isValid else { return nil }
        return time.instant(offsetSeconds: offset, zone: zone)
    }

    static func format(_ milliseconds: Int64, fraction: Int, zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: milliseconds)
        let time = LocalTime(milliseconds: milliseconds + Int64(offset) * 1000)
        var text = DateScanner.padded(time.year, 4) + "-" + DateScanner.padded(time.month, 2) + "-"
        text += DateScanner.padded(time.day, 2) + "T" + DateScanner.padded(time.hour, 2) + ":"
        text += DateScanner.padded(time.minute, 2) + ":" + DateScanner.padded(time.second, 2) + "."
        var digits = DateScanner.padded(time.nanosecond, 9)
        if fraction > 3 {
            // As many digits as there are, three at least.
            while digits.utf8.count > 3, digits.hasSuffix("0") { digits.removeLast() }
        } else {
            digits = String(digits.prefix(3))
        }
        return text + digits + TimeZoneRules.text(offset: offset, zero: "Z")
    }
}

extension LocalTime {
    /// Milliseconds since 1970 UTC of this time in a zone, or at an offset where the text said one.
    func instant(offsetSeconds: Int?, zone: TimeZoneRules) -> Int64 {
        if let offsetSeconds { return milliseconds - Int64(offsetSeconds) * 1000 }
        return zone.instant(local: milliseconds)
    }
}

/// Steps over the parts of a date text.
struct DateScanner {
    var offset: Int

    mutating func take(_ text: Span<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard offset < text.count, text[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func digits(_ text: Span<UInt8>, _ width: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while offset + count < text.count, count < width.upperBound, text[offset + count] &- 48 < 10 {
            value = value * 10 + Int(text[offset + count] - 48)
            count += 1
        }
        guard count >= width.lowerBound else { return nil }
        offset += count
        return value
    }

    /// One to nine digits after the point, as nanoseconds.
    mutating func fraction(_ text: Span<UInt8>) -> Int? {
        let start = offset
        guard var value = digits(text, 1...9) else { return nil }
        for _ in (offset - start)..<9 { value *= 10 }
        return value
    }

    /// `Z`, `+01`, `+0100`, `+01:00`, in seconds east of UTC.
    mutating func zone(_ text: Span<UInt8>) -> Int? {
        if take(text, "Z") { return 0 }
        let sign: Int
        if take(text, "+") { sign = 1 } else if take(text, "-") { sign = -1 } else { return nil }
        guard let hours = digits(text, 2...2), hours <= 18 else { return nil }
        var minutes = 0
        if take(text, ":") {
            guard let found = digits(text, 2...2) else { return nil }
            minutes = found
        } else if let found = digits(text, 2...2) {
            minutes = found
        }
        guard minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes) * 60
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}
