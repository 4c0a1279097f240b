/// Durations as Martlet writes them everywhere: "30s", "5m", "1h30m", "250ms", "7d", "2w".
public enum DurationText {
    /// The units from large to small. A year is 365 days, as in Prometheus.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("y", 365 * 86_400_000_000_000),
        ("w", 7 * 86_400_000_000_000),
        ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
    ]

    /// The duration that `text` says: whole numbers, each with one of the units y w d h m s ms us ns, from large to
    /// small and each at most once; or a bare "0". Nil for anything else and for more than 292 years.
    public static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = Substring(text)
        var nextUnit = 0
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { !($0.isASCII && $0.isWholeNumber) }
            rest = rest[name.endIndex...]
            guard let count = Int64(digits),
                let unit = units.firstIndex(where: { $0.name == name || ($0.name == "us" && name == "µs") }),
                unit >= nextUnit
            else { return nil }
            nextUnit = unit + 1
            let (part, overflow) = count.multipliedReportingOverflow(by: units[unit].nanoseconds)
            let (sum, carry) = total.addingReportingOverflow(part)
            guard !overflow, !carry else { return nil }
            total = sum
        }
        return .nanoseconds(total)
    }

    /// The text of `duration`, to the nanosecond: "1h30m", "1s500ms", "36h", "0s". It reads back as the same duration,
    /// except a negative one, which gets a minus that ``parse(_:)`` does not take, and one beyond 292 years, which is
    /// written in whole seconds. Years, weeks and days are used only where they are all there is to say, as in
    /// Prometheus.
    public static func format(_ duration: Duration) -> String {
        let parts = duration.components
        let (seconds, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (total, carry) = seconds.addingReportingOverflow(parts.attoseconds / 1_000_000_000)
        // Beyond 292 years the nanoseconds are left out: whole seconds are exact enough, and do not overflow.
        guard !overflow, !carry else { return "\(parts.seconds)s" }
        guard total != 0 else { return "0s" }
        var text = total < 0 ? "-" : ""
        var rest = total.magnitude
        for unit in units[..<3] where rest % UInt64(unit.nanoseconds) == 0 {
            return text + "\(rest / UInt64(unit.nanoseconds))\(unit.name)"
        }
        for unit in units[3...] where rest >= UInt64(unit.nanoseconds) {
            text += "\(rest / UInt64(unit.nanoseconds))\(unit.name)"
            rest %= UInt64(unit.nanoseconds)
        }
        return text
    }
}
