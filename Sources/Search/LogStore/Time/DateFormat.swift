/// An Elasticsearch date format: one or more alternatives (`strict_date_optional_time||epoch_millis`), each a named
/// format or a pattern of java.time. Parsing takes the first alternative that fits, formatting the first of all.
public struct DateFormat: Sendable, Equatable {
    enum Alternative: Sendable, Equatable {
        /// ISO 8601 with optional parts after the year; `fraction` is how many digits are printed.
        case optionalTime(fraction: Int)
        case epoch(divisor: Int64)
        case pattern(DatePattern)
    }

    /// The format as it was written.
    public let text: String
    let alternatives: [Alternative]

    /// What a `date` field without a format takes.
    public static let standard = DateFormat(
        text: "strict_date_optional_time||epoch_millis",
        alternatives: [.optionalTime(fraction: 3), .epoch(divisor: 1)]
    )

    /// What date detection takes for a date in a string of a field that has no mapping yet.
    static let detected: [DateFormat] = ["strict_date_optional_time", "yyyy/MM/dd HH:mm:ss Z||yyyy/MM/dd Z"].map {
        try! DateFormat(parsing: $0)
    }

    private init(text: String, alternatives: [Alternative]) {
        self.text = text
        self.alternatives = alternatives
    }

    public init(parsing text: String) throws(LogStoreError) {
        var alternatives: [Alternative] = []
        for part in Self.split(text) {
            alternatives.append(try Self.alternative(part, in: text))
        }
        self.init(text: text, alternatives: alternatives)
    }

    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var bars = 0
        for character in text {
            if character == "|" {
                bars += 1
                if bars == 2 {
                    parts.append(current)
                    current = ""
                    bars = 0
                }
            } else {
                current += String(repeating: "|", count: bars)
                bars = 0
                current.append(character)
            }
        }
        return parts + [current]
    }

    private static func alternative(_ name: String, in whole: String) throws(LogStoreError) -> Alternative {
        switch name {
        case "strict_date_optional_time", "date_optional_time", "iso8601": return .optionalTime(fraction: 3)
        case "strict_date_optional_time_nanos": return .optionalTime(fraction: 9)
        case "epoch_millis": return .epoch(divisor: 1)
        case "epoch_second": return .epoch(divisor: 1000)
        default: break
        }
        let bare = name.hasPrefix("strict_") ? String(name.dropFirst(7)) : name
        let pattern = named[bare] ?? name
        do {
            return .pattern(try DatePattern(pattern))
        } catch {
            throw LogStoreError(.illegalArgument, "Invalid format: [\(whole)]: \(error.reason)", cause: error)
        }
    }

    /// Formats with a name of their own, as patterns of java.time.
    private static let named: [String: String] = [
        "date": "yyyy-MM-dd", "year_month_day": "yyyy-MM-dd", "year_month": "yyyy-MM", "year": "yyyy",
        "date_time": "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "date_time_no_millis": "yyyy-MM-dd'T'HH:mm:ssXXX",
        "date_hour": "yyyy-MM-dd'T'HH", "date_hour_minute": "yyyy-MM-dd'T'HH:mm",
        "date_hour_minute_second": "yyyy-MM-dd'T'HH:mm:ss",
        "date_hour_minute_second_millis": "yyyy-MM-dd'T'HH:mm:ss.SSS",
        "date_hour_minute_second_fraction": "yyyy-MM-dd'T'HH:mm:ss.SSS",
        "hour_minute_second": "HH:mm:ss", "hour_minute": "HH:mm", "hour": "HH",
        "time": "HH:mm:ss.SSSXXX", "time_no_millis": "HH:mm:ssXXX",
        "basic_date": "yyyyMMdd", "basic_date_time": "yyyyMMdd'T'HHmmss.SSSX",
        "basic_date_time_no_millis": "yyyyMMdd'T'HHmmssX",
    ]

    /// Milliseconds since 1970, or nil if no alternative takes `text`. `roundUp` gives the last millisecond of what is
    /// not said below the day (`2026-01-01` is 23:59:59.999), as `lte` and `gt` want it. A text without a zone is in
    /// `zone`.
    public func parse(_ text: String, roundUp: Bool = false, zone: TimeZoneRules = .utc) -> Int64? {
        parse(Array(text.utf8).span, roundUp: roundUp, zone: zone)
    }

    func parse(_ text: Span<UInt8>, roundUp: Bool = false, zone: TimeZoneRules = .utc) -> Int64? {
        for alternative in alternatives {
            switch alternative {
            case .optionalTime:
                if let found = ISODate.parse(text, roundUp: roundUp, zone: zone) { return found }
            case .epoch(let divisor):
                if let found = Self.parseEpoch(text, divisor: divisor) { return found }
            case .pattern(let pattern):
                if let found = pattern.parse(text, roundUp: roundUp, zone: zone) { return found }
            }
        }
        return nil
    }

    /// `epoch_millis` and `epoch_second`, with a sign and a fraction if it has them.
    private static func parseEpoch(_ text: Span<UInt8>, divisor: Int64) -> Int64? {
        var index = 0
        let negative = text.count > 1 && text[0] == UInt8(ascii: "-")
        if negative { index = 1 }
        var whole: Int64 = 0
        let digits = index
        while index < text.count, text[index] &- 48 < 10 {
            guard index - digits < 15 else { return nil }
            whole = whole * 10 + Int64(text[index] - 48)
            index += 1
        }
        guard index > digits else { return nil }
        var result = whole * divisor
        if index < text.count {
            guard text[index] == UInt8(ascii: "."), index + 1 < text.count else { return nil }
            index += 1
            var scale = divisor
            while index < text.count {
                guard text[index] &- 48 < 10 else { return nil }
                scale /= 10
                result += Int64(text[index] - 48) * scale
                index += 1
            }
        }
        return negative ? -result : result
    }

    /// Whether a bare number is a date in this format.
    var takesNumbers: Bool {
        alternatives.contains { if case .epoch = $0 { true } else { false } }
    }

    public func format(_ milliseconds: Int64, zone: TimeZoneRules = .utc) -> String {
        switch alternatives[0] {
        case .optionalTime(let fraction): return ISODate.format(milliseconds, fraction: fraction, zone: zone)
        case .epoch(let divisor): return String(CivilCalendar.floorDivide(milliseconds, by: divisor))
        case .pattern(let pattern): return pattern.format(milliseconds, zone: zone)
        }
    }
}
