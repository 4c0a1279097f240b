internal import Bytes

/// Fluentd's time with nanoseconds: extension type 0, seconds and nanoseconds as 32 bits each, big-endian.
enum EventTime {
    /// The time of an extension value; nil when it is none.
    static func decode(_ type: Int8, _ bytes: [UInt8], _ range: Range<Int>) -> Timestamp? {
        guard type == 0, range.count == 8 else { return nil }
        var number: UInt64 = 0
        for index in range { number = number << 8 | UInt64(bytes[index]) }
        return Timestamp(nanoseconds: Int64(number >> 32) * 1_000_000_000 + Int64(number & 0xffff_ffff))
    }
}
