// What keeps it right: the buffers are lent by `withUnsafeBytes` or `withUTF8` and read only inside of those calls; the
// slicing subscript checks the range.

extension Timestamp: CustomStringConvertible {
    /// Reads an RFC 3339 date-time: "2026-03-01T12:00:00Z", "2026-03-01t12:00:00.123456789+01:00".
    ///
    /// A space may stand for the T. Digits of the fraction beyond the ninth are dropped; a leap second (`:60`) is the
    /// first moment of the next minute. Nil for anything else, a date that does not exist, and a moment out of range.
    public init?(rfc3339 text: some StringProtocol) {
        var text = String(text)
        guard let time = text.withUTF8({ unsafe Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }) else {
            return nil
        }
        self = time
    }

    /// Reads the whole of `bytes` as an RFC 3339 date-time; see ``init(rfc3339:)-(StringProtocol)``.
    public init?(rfc3339 bytes: RawSpan) {
        guard let time = unsafe bytes.withUnsafeBytes({ unsafe Timestamp(rfc3339: $0) }) else { return nil }
        self = time
    }

    /// Reads a part of `bytes` as an RFC 3339 date-time; see ``init(rfc3339:)-(StringProtocol)``.
    public init?(rfc3339 bytes: [UInt8], in range: Range<Int>) {
        guard let time = unsafe bytes[range].withUnsafeBytes({ unsafe Timestamp(rfc3339: $0) }) else { return nil }
        self = time
    }

    /// The moment as RFC 3339 in UTC, "2026-03-01T12:00:00.123Z".
    ///
    /// - Parameter fractionDigits: 0 to 9; further digits are cut off, not rounded.
    public func rfc3339(fractionDigits: Int = 3) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        appendRFC3339(fractionDigits: fractionDigits, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the moment as RFC 3339 in UTC; see ``rfc3339(fractionDigits:)``.
    public func appendRFC3339(fractionDigits: Int = 3, to bytes: inout [UInt8]) {
        let civil = civil
        NumberText.appendDecimal(civil.year, width: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.appendTwo(civil.month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.appendTwo(civil.day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.appendTwo(civil.hour, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.appendTwo(civil.minute, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.appendTwo(civil.second, to: &bytes)
        if fractionDigits > 0 {
            bytes.append(UInt8(ascii: "."))
            var divisor = 100_000_000
            for _ in 0..<min(9, fractionDigits) {
                bytes.append(UInt8(truncatingIfNeeded: civil.nanosecond / divisor % 10) + UInt8(ascii: "0"))
                divisor /= 10
            }
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// RFC 3339 with nanoseconds.
    public var description: String { rfc3339(fractionDigits: 9) }

    private static func appendTwo(_ value: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: value / 10) &+ UInt8(ascii: "0"))
        bytes.append(UInt8(truncatingIfNeeded: value % 10) &+ UInt8(ascii: "0"))
    }
}
