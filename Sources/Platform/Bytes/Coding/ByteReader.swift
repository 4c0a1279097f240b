/// Why a ``ByteReader`` could not go on. Its position is then where it was before the call.
public enum ByteReaderError: Error, Equatable, CustomStringConvertible {
    /// The bytes end inside the value that begins at `offset`.
    case truncated(offset: Int)
    /// The variable-length integer at `offset` does not fit into 64 bits.
    case varintOverflow(offset: Int)

    public var description: String {
        switch self {
        case .truncated(let offset): "the bytes end inside the value at offset \(offset)"
        case .varintOverflow(let offset): "the variable-length integer at offset \(offset) exceeds 64 bits"
        }
    }
}

/// A cursor over bytes. Every read checks the end; none reads outside the given range.
public struct ByteReader: Sendable {
    /// The bytes that are read; positions are offsets in them.
    public let bytes: [UInt8]
    /// Where the next read begins.
    public private(set) var position: Int
    /// Where the bytes to read end.
    public let end: Int

    /// Reads all of `bytes`.
    @inlinable
    public init(_ bytes: [UInt8]) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// Reads a part of `bytes`, which must be inside.
    public init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.upperBound <= bytes.count && range.lowerBound >= 0, "\(range) of \(bytes.count) bytes")
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// How many bytes are left.
    public var remaining: Int { end &- position }

    /// Whether nothing is left.
    public var isAtEnd: Bool { position == end }

    /// The next byte, which stays; nil at the end.
    public func peek() -> UInt8? { position < end ? bytes[position] : nil }

    /// Reads a byte.
    public mutating func readUInt8() throws(ByteReaderError) -> UInt8 {
        guard position < end else { throw .truncated(offset: position) }
        defer { position &+= 1 }
        return bytes[position]
    }

    /// Reads two bytes as an integer.
    public mutating func readUInt16(_ order: ByteOrder = .little) throws(ByteReaderError) -> UInt16 {
        try readInteger(order)
    }

    /// Reads four bytes as an integer.
    public mutating func readUInt32(_ order: ByteOrder = .little) throws(ByteReaderError) -> UInt32 {
        try readInteger(order)
    }

    /// Reads eight bytes as an integer.
    public mutating func readUInt64(_ order: ByteOrder = .little) throws(ByteReaderError) -> UInt64 {
        try readInteger(order)
    }

    /// Reads eight bytes as an IEEE 754 double.
    public mutating func readDouble(_ order: ByteOrder = .little) throws(ByteReaderError) -> Double {
        Double(bitPattern: try readUInt64(order))
    }

    /// Reads an unsigned variable-length integer; see ``Varint``.
    public mutating func readVarint() throws(ByteReaderError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var at = position
        while at < end {
            let byte = bytes[at]
            at &+= 1
            guard shift < 63 || byte <= 1 else { throw .varintOverflow(offset: position) }
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 {
                position = at
                return value
            }
            shift &+= 7
        }
        throw .truncated(offset: position)
    }

    /// Reads a signed variable-length integer that was written by zigzag.
    public mutating func readZigzag() throws(ByteReaderError) -> Int64 {
        Varint.unzigzag(try readVarint())
    }

    /// Reads `count` bytes.
    public mutating func readBytes(_ count: Int) throws(ByteReaderError) -> [UInt8] {
        [UInt8](bytes[try readRange(count)])
    }

    /// Passes `count` bytes and says where they are, without copying them.
    public mutating func readRange(_ count: Int) throws(ByteReaderError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated(offset: position) }
        defer { position &+= count }
        return position..<(position &+ count)
    }

    /// Reads a variable-length count and that many bytes.
    public mutating func readLengthPrefixedBytes() throws(ByteReaderError) -> [UInt8] {
        [UInt8](bytes[try readLengthPrefixedRange()])
    }

    /// Reads a variable-length count and passes that many bytes, without copying them.
    public mutating func readLengthPrefixedRange() throws(ByteReaderError) -> Range<Int> {
        let start = position
        let count = try readVarint()
        guard count <= UInt64(remaining) else {
            position = start
            throw .truncated(offset: start)
        }
        return try readRange(Int(count))
    }

    /// Passes `count` bytes.
    public mutating func skip(_ count: Int) throws(ByteReaderError) {
        _ = try readRange(count)
    }

    private mutating func readInteger<Value: FixedWidthInteger & UnsignedInteger>(
        _ order: ByteOrder
    ) throws(ByteReaderError) -> Value {
        let width = Value.bitWidth / 8
        guard width <= remaining else { throw .truncated(offset: position) }
        var value: Value = 0
        for index in 0..<width {
            let place = order == .little ? index : width &- 1 &- index
            value |= Value(truncatingIfNeeded: bytes[position &+ index]) &<< Value(truncatingIfNeeded: 8 &* place)
        }
        position &+= width
        return value
    }
}
