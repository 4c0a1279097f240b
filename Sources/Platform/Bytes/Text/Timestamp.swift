internal import CKernels

/// A moment as nanoseconds since 1970-01-01T00:00:00Z, without leap seconds: from 1677-09-21 to 2262-04-11.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Milliseconds since 1970; what is out of range becomes the first or the last moment there is.
    public init(milliseconds: Int64) {
        self.init(nanoseconds: Int64(clamping: Int128(milliseconds) * 1_000_000))
    }

    /// Seconds since 1970; what is out of range becomes the first or the last moment there is, and NaN is 1970.
    public init(seconds: Double) {
        guard seconds >= -9_223_372_037, seconds <= 9_223_372_037 else {
            self.init(nanoseconds: seconds.isNaN ? 0 : seconds < 0 ? .min : .max)
            return
        }
        // Whole and fraction apart: the product of the two would be rounded to some hundred nanoseconds. Rounded by
        // conversion, for `rounded` would need the C library's mathematics.
        let whole = Int64(seconds)
        let fraction = (seconds - Double(whole)) * 1e9
        let nanoseconds = Int64(fraction < 0 ? fraction - 0.5 : fraction + 0.5)
        self.init(nanoseconds: Int64(clamping: Int128(whole) * 1_000_000_000 + Int128(nanoseconds)))
    }

    /// The moment of `civil`, whose fields may be out of their range and carry over (month 1 to 12 excepted); what is
    /// out of range as a whole becomes the first or the last moment there is.
    public init(civil: CivilTime) {
        self = Self(exactly: civil) ?? Self(nanoseconds: civil.year < 1970 ? .min : .max)
    }

    /// The moment of `civil`; nil when it is out of range.
    public init?(exactly civil: CivilTime) {
        let seconds =
            Int64(civil.daysSinceEpoch) * 86_400 + Int64(civil.hour) * 3_600 + Int64(civil.minute) * 60
            + Int64(civil.second)
        let total = Int128(seconds) * 1_000_000_000 + Int128(civil.nanosecond)
        guard let nanoseconds = Int64(exactly: total) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    /// The system's wall clock. Engines take a clock from outside instead, for their tests.
    public static func now() -> Timestamp {
        Timestamp(nanoseconds: ck_wall_clock_nanoseconds())
    }

    /// Whole milliseconds since 1970, rounded down.
    public var milliseconds: Int64 { Self.floor(nanoseconds, 1_000_000) }

    /// Seconds since 1970, to the precision of a double: about 200 ns today.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// The moment by the calendar, in UTC.
    public var civil: CivilTime {
        let seconds = Self.floor(nanoseconds, 1_000_000_000)
        let days = Self.floor(seconds, 86_400)
        let secondOfDay = Int(seconds - days * 86_400)
        var civil = CivilTime(daysSinceEpoch: Int(days))
        civil.hour = secondOfDay / 3600
        civil.minute = secondOfDay / 60 % 60
        civil.second = secondOfDay % 60
        civil.nanosecond = Int(nanoseconds &- seconds &* 1_000_000_000)
        return civil
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// `duration` later; what is out of range becomes the first or the last moment there is.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: Int64(clamping: Int128(time.nanoseconds) + nanoseconds(duration)))
    }

    /// `duration` earlier; what is out of range becomes the first or the last moment there is.
    public static func - (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: Int64(clamping: Int128(time.nanoseconds) - nanoseconds(duration)))
    }

    /// The time from `earlier` to `later`, negative when they are the other way round.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .nanoseconds(later.nanoseconds) - .nanoseconds(earlier.nanoseconds)
    }

    private static func nanoseconds(_ duration: Duration) -> Int128 {
        let parts = duration.components
        return Int128(parts.seconds) * 1_000_000_000 + Int128(parts.attoseconds / 1_000_000_000)
    }

    /// Division rounded down, also below zero.
    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
