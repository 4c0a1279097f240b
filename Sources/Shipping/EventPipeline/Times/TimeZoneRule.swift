internal import Bytes

/// How far a clock on the wall is from UTC.
public enum TimeZoneRule: Sendable, Hashable {
    /// Seconds east of UTC.
    case offset(Int)
    /// The zone of this machine (`TZ`, `/etc/localtime`).
    case local

    public static let utc = TimeZoneRule.offset(0)

    /// Reads `+09:00`, `-0330`, `Z` or `UTC`; nil for anything else, such as a zone's name.
    public init?(_ text: String) {
        if text == "Z" || text == "UTC" || text == "GMT" {
            self = .utc
            return
        }
        var bytes = Array(text.utf8)
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        bytes.removeFirst()
        if bytes.count == 5, bytes[2] == UInt8(ascii: ":") { bytes.remove(at: 2) }
        guard bytes.count == 4, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let digits = bytes.map { Int($0 - 0x30) }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        self = .offset(sign == UInt8(ascii: "-") ? -seconds : seconds)
    }

    /// Seconds east of UTC at a moment.
    func offset(at time: Timestamp) -> Int {
        switch self {
        case .offset(let seconds): seconds
        case .local: LocalZone.offset(at: time)
        }
    }

    /// The moment at which the clock shows `civil`.
    func moment(_ civil: CivilTime) -> Timestamp? {
        guard let asUTC = Timestamp(exactly: civil) else { return nil }
        // The offset depends on the moment that is looked for: a second look settles it but for the hour that a change
        // of the clock skips or repeats.
        let first = asUTC - .seconds(offset(at: asUTC))
        return asUTC - .seconds(offset(at: first))
    }

    /// What the clock shows at a moment.
    func civil(_ time: Timestamp) -> CivilTime { (time + .seconds(offset(at: time))).civil }
}
