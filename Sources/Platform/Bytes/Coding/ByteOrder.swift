/// Which byte of an integer comes first.
public enum ByteOrder: Sendable {
    /// The lowest first, as in our own formats.
    case little
    /// The highest first, as in network protocols.
    case big
}

extension [UInt8] {
    /// Appends the two bytes of `value`.
    @inlinable
    public mutating func appendUInt16(_ value: UInt16, _ order: ByteOrder = .little) {
        appendInteger(value, order)
    }

    /// Appends the four bytes of `value`.
    @inlinable
    public mutating func appendUInt32(_ value: UInt32, _ order: ByteOrder = .little) {
        appendInteger(value, order)
    }

    /// Appends the eight bytes of `value`.
    @inlinable
    public mutating func appendUInt64(_ value: UInt64, _ order: ByteOrder = .little) {
        appendInteger(value, order)
    }

    /// Appends the bytes of any integer of fixed width.
    @inlinable
    public mutating func appendInteger<Value: FixedWidthInteger>(_ value: Value, _ order: ByteOrder = .little) {
        for index in 0..<(Value.bitWidth / 8) {
            let position = order == .little ? index : Value.bitWidth / 8 - 1 - index
            append(UInt8(truncatingIfNeeded: value >> Value(8 * position)))
        }
    }
}
