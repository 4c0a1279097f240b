public import Bytes

/// Reads the time field of a record as `time_type`, `time_format` and `timezone` say.
public struct TimeReader: Sendable {
    public enum Kind: Sendable, Hashable {
        /// By these formats in order; without one, by the common ways to write a time.
        case string([TimeFormat])
        /// Whole seconds since 1970.
        case unixtime
        /// Seconds since 1970 with a fraction.
        case float
        /// The first of these that reads it.
        indirect case mixed([Kind])
    }

    public let kind: Kind
    public let zone: TimeZoneRule

    public init(_ kind: Kind, zone: TimeZoneRule = .local) {
        self.kind = kind
        self.zone = zone
    }

    func read(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) -> Timestamp? {
        read(bytes, in: range, as: kind, now: now)
    }

    private func read(_ bytes: [UInt8], in range: Range<Int>, as kind: Kind, now: Timestamp) -> Timestamp? {
        guard !range.isEmpty else { return nil }
        switch kind {
        case .string(let formats):
            guard !formats.isEmpty else { return readCommon(bytes, in: range, now: now) }
            for format in formats {
                if let time = format.read(bytes, in: range, zone: zone, now: now) { return time }
            }
            return nil
        case .unixtime:
            guard let seconds = NumberText.parseInt64(bytes, in: range) else { return nil }
            return Self.timestamp(seconds: seconds, nanoseconds: 0)
        case .float:
            // Fluentd reads the leading digits of a date as seconds (2013-10-31… as 2013). A date is read as a date.
            return Self.decimalSeconds(bytes, in: range) ?? TimeFormat.readISO8601(bytes, in: range, zone: zone)
        case .mixed(let kinds):
            for kind in kinds {
                if let time = read(bytes, in: range, as: kind, now: now) { return time }
            }
            return nil
        }
    }

    private static func timestamp(seconds: Int64, nanoseconds: Int) -> Timestamp? {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, seconds >= 0 else { return nil }
        return Timestamp(nanoseconds: product &+ Int64(nanoseconds))
    }

    /// `1362020400` or `1362020400.101`, exact to the nanosecond.
    static func decimalSeconds(_ bytes: [UInt8], in range: Range<Int>) -> Timestamp? {
        var reader = DigitReader(bytes, in: range)
        if let seconds = reader.number(upTo: 10) {
            if reader.atEnd { return timestamp(seconds: Int64(seconds), nanoseconds: 0) }
            if reader.skip(UInt8(ascii: ".")), let nanoseconds = reader.fraction(), reader.atEnd {
                return timestamp(seconds: Int64(seconds), nanoseconds: nanoseconds)
            }
        }
        guard let seconds = NumberText.parseDouble(bytes, in: range), seconds >= 0, seconds <= 4_294_967_295 else {
            return nil
        }
        return Timestamp(seconds: seconds)
    }

    private static let common: [TimeFormat] = [
        "%b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %z %Y",
        "%d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%b %d %H:%M:%S",
    ].compactMap { try? TimeFormat($0) }

    private func readCommon(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) -> Timestamp? {
        if let time = TimeFormat.readISO8601(bytes, in: range, zone: zone) { return time }
        for format in Self.common {
            if let time = format.read(bytes, in: range, zone: zone, now: now) { return time }
        }
        return nil
    }
}

extension TimeReader {
    /// The moment that the whole of `text` names; nil when it names none.
    ///
    /// - Parameter now: What a date without a year counts from.
    public func time(_ text: [UInt8], now: Timestamp = Timestamp(nanoseconds: 0)) -> Timestamp? {
        read(text, in: 0..<text.count, now: now)
    }
}
