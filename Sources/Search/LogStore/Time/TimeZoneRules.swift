import Storage

/// The offsets of a time zone from UTC over time: a fixed offset, or a zone of the system's tz database.
public struct TimeZoneRules: Sendable, Equatable {
    /// The zone as it was named.
    public let name: String
    /// When the offset changes, in seconds since 1970, ascending, and what it is from then on.
    private let transitions: [Int64]
    private let offsets: [Int]
    /// The offset before the first transition.
    private let firstOffset: Int
    /// What holds after the last transition.
    private let tail: RecurringTransitions?

    public static let utc = TimeZoneRules(fixed: 0, name: "UTC")

    init(fixed offset: Int, name: String) {
        self.name = name
        transitions = []
        offsets = []
        firstOffset = offset
        tail = nil
    }

    init(name: String, transitions: [Int64], offsets: [Int], firstOffset: Int, tail: RecurringTransitions?) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.tail = tail
    }

    /// `UTC`, `Z`, `+01:00`, `Europe/Berlin`.
    public init(named name: String) throws(LogStoreError) {
        if ["UTC", "Z", "GMT", "utc"].contains(name) {
            self = .utc
            return
        }
        let bytes = Array(name.utf8)
        var scanner = DateScanner(offset: 0)
        if let offset = scanner.zone(bytes.span), scanner.offset == bytes.count {
            self.init(fixed: offset, name: name)
            return
        }
        let unknown = LogStoreError(.illegalArgument, "Unknown time-zone ID: \(name)")
        let isPlain = name.utf8.allSatisfy {
            $0 | 0x20 &- 97 < 26 || $0 &- 48 < 10 || [45, 43, 47, 95].contains($0)
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix("/"), !name.contains("//") else { throw unknown }
        let content: [UInt8]
        do {
            content = try FileSystem.read("/usr/share/zoneinfo/" + name)
        } catch {
            throw unknown
        }
        guard let rules = TimeZoneFile.parse(content, name: name) else { throw unknown }
        self = rules
    }

    /// Seconds east of UTC at an instant.
    public func offset(at milliseconds: Int64) -> Int {
        offset(atSecond: CivilCalendar.floorDivide(milliseconds, by: 1000))
    }

    private func offset(atSecond second: Int64) -> Int {
        guard let last = transitions.last else { return tail?.offset(at: second) ?? firstOffset }
        if second >= last, let tail { return tail.offset(at: second) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// The instant at which a clock in this zone shows `local` (milliseconds). A time that comes twice is the first
    /// of the two; one that is skipped moves on by the gap, as java.time has it.
    public func instant(local: Int64) -> Int64 {
        if transitions.isEmpty, tail == nil { return local - Int64(firstOffset) * 1000 }
        let day = CivilCalendar.millisecondsPerDay
        let before = Int64(offset(at: local - day)) * 1000
        let after = Int64(offset(at: local + day)) * 1000
        if before == after { return local - before }
        if Int64(offset(at: local - before)) * 1000 == before { return local - before }
        if Int64(offset(at: local - after)) * 1000 == after { return local - after }
        return local - before
    }

    static func text(offset: Int, zero: String) -> String {
        guard offset != 0 else { return zero }
        let minutes = abs(offset) / 60
        return (offset < 0 ? "-" : "+") + DateScanner.padded(minutes / 60, 2) + ":"
            + DateScanner.padded(minutes % 60, 2)
    }
}
