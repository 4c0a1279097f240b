public import Bytes

/// A time is stored as Int64 microseconds since 1970 UTC: sortable, the same on every driver, and exact enough to be
/// written back as RFC 3339 with the same three digits each time.
extension Timestamp: SQLParameter {
    public var sqlValue: SQLValue { .integer(microseconds) }

    /// Whole microseconds since 1970-01-01T00:00:00Z, rounded down.
    public var microseconds: Int64 {
        let quotient = nanoseconds / 1_000
        return nanoseconds % 1_000 < 0 ? quotient - 1 : quotient
    }

    public init(microseconds: Int64) {
        self.init(nanoseconds: microseconds * 1_000)
    }
}
