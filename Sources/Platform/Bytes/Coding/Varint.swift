/// LEB128 integers: seven bits a byte, the lowest first, the high bit set on all but the last; as Protocol Buffers
/// and Prometheus's chunks have them. Signed ones go through zigzag, so that small magnitudes stay short.
public enum Varint {
    /// The most bytes that an integer of 64 bits takes.
    public static let maximumLength = 10

    /// Appends `value`, in 1 to 10 bytes.
    @inlinable
    public static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a signed `value` by zigzag.
    @inlinable
    public static func appendZigzag(_ value: Int64, to bytes: inout [UInt8]) {
        append(zigzag(value), to: &bytes)
    }

    /// 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …
    @inlinable
    public static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: (value << 1) ^ (value >> 63))
    }

    /// The inverse of ``zigzag(_:)``.
    @inlinable
    public static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// How many bytes ``append(_:to:)`` writes for `value`.
    @inlinable
    public static func length(of value: UInt64) -> Int {
        (70 - (value | 1).leadingZeroBitCount) / 7
    }
}
