/// Writes MessagePack, each value in the shortest form there is.
///
/// An array or a map is its header followed by as many values, or pairs of key and value, as the header said; the
/// caller sees to it that the count is right.
public struct MessagePackWriter: Sendable {
    /// What has been written.
    public var bytes: [UInt8]

    public init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Writes nil.
    public mutating func `nil`() {
        bytes.append(0xC0)
    }

    /// Writes true or false.
    public mutating func bool(_ value: Bool) {
        bytes.append(value ? 0xC3 : 0xC2)
    }

    /// Writes an integer, which must fit into 64 bits, signed or unsigned.
    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        if let value = Int64(exactly: value) {
            signed(value)
        } else if let value = UInt64(exactly: value) {
            bytes.append(0xCF)
            bytes.appendUInt64(value, .big)
        } else {
            preconditionFailure("MessagePack has no integer of more than 64 bits")
        }
    }

    /// Writes a number of 64 bits.
    public mutating func double(_ value: Double) {
        bytes.append(0xCB)
        bytes.appendUInt64(value.bitPattern, .big)
    }

    /// Writes a number of 32 bits.
    public mutating func float(_ value: Float) {
        bytes.append(0xCA)
        bytes.appendUInt32(value.bitPattern, .big)
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { buffer in
            // What keeps it right: the buffer is copied whole while it is lent.
            stringHeader(buffer.count)
            unsafe bytes.append(contentsOf: buffer)
        }
    }

    /// Writes a string from UTF-8; the bytes are taken as they are.
    public mutating func string(utf8 text: [UInt8]) {
        stringHeader(text.count)
        bytes.append(contentsOf: text)
    }

    /// Writes a string from a part of `source`, which should be UTF-8; the bytes are taken as they are.
    public mutating func string(utf8 source: [UInt8], in range: Range<Int>) {
        stringHeader(range.count)
        bytes.append(contentsOf: source[range])
    }

    /// Writes binary data.
    public mutating func binary(_ data: [UInt8]) {
        binaryHeader(data.count)
        bytes.append(contentsOf: data)
    }

    /// Writes the header of binary data; the caller appends as many bytes to ``bytes``.
    public mutating func binaryHeader(_ count: Int) {
        length(count, 0xC4, 0xC5, 0xC6)
    }

    /// Writes the header of an array of `count` elements, which follow.
    public mutating func arrayHeader(_ count: Int) {
        if count < 16 { return bytes.append(0x90 | UInt8(count)) }
        length(count, nil, 0xDC, 0xDD)
    }

    /// Writes the header of a map of `count` pairs, which follow.
    public mutating func mapHeader(_ count: Int) {
        if count < 16 { return bytes.append(0x80 | UInt8(count)) }
        length(count, nil, 0xDE, 0xDF)
    }

    /// Writes an extension.
    public mutating func ext(_ type: Int8, _ payload: [UInt8]) {
        switch payload.count {
        case 1: bytes.append(0xD4)
        case 2: bytes.append(0xD5)
        case 4: bytes.append(0xD6)
        case 8: bytes.append(0xD7)
        case 16: bytes.append(0xD8)
        default: length(payload.count, 0xC7, 0xC8, 0xC9)
        }
        bytes.append(UInt8(bitPattern: type))
        bytes.append(contentsOf: payload)
    }

    /// Writes values that are MessagePack already.
    public mutating func raw(_ values: [UInt8]) {
        bytes.append(contentsOf: values)
    }

    /// Writes any value.
    public mutating func value(_ value: MessagePackValue) {
        switch value {
        case .nil: self.nil()
        case .bool(let value): bool(value)
        case .int(let value): integer(value)
        case .uint(let value): integer(value)
        case .double(let value): double(value)
        case .float(let value): float(value)
        case .string(let text): string(text)
        case .binary(let data): binary(data)
        case .array(let elements):
            arrayHeader(elements.count)
            for element in elements { self.value(element) }
        case .map(let pairs):
            mapHeader(pairs.count)
            for (key, value) in pairs {
                self.value(key)
                self.value(value)
            }
        case .ext(let type, let payload): ext(type, payload)
        }
    }

    @usableFromInline
    mutating func signed(_ value: Int64) {
        switch value {
        case -32...127: bytes.append(UInt8(truncatingIfNeeded: value))
        case 128...0xFF: integer(0xCC, UInt8(value))
        case 0x100...0xFFFF: integer(0xCD, UInt16(value))
        case 0x1_0000...0xFFFF_FFFF: integer(0xCE, UInt32(value))
        case 0x1_0000_0000...: integer(0xCF, UInt64(value))
        case -0x80...(-33): integer(0xD0, UInt8(truncatingIfNeeded: value))
        case -0x8000...(-0x81): integer(0xD1, UInt16(truncatingIfNeeded: value))
        case -0x8000_0000...(-0x8001): integer(0xD2, UInt32(truncatingIfNeeded: value))
        default: integer(0xD3, UInt64(bitPattern: value))
        }
    }

    private mutating func integer(_ marker: UInt8, _ value: some FixedWidthInteger) {
        bytes.append(marker)
        bytes.appendInteger(value, .big)
    }

    private mutating func stringHeader(_ count: Int) {
        if count < 32 { return bytes.append(0xA0 | UInt8(count)) }
        length(count, 0xD9, 0xDA, 0xDB)
    }

    /// The marker and the count for one, two or four bytes of it.
    private mutating func length(_ count: Int, _ one: UInt8?, _ two: UInt8, _ four: UInt8) {
        if let one, count <= 0xFF {
            integer(one, UInt8(count))
        } else if count <= 0xFFFF {
            integer(two, UInt16(count))
        } else {
            precondition(count <= 0xFFFF_FFFF, "MessagePack has no length of more than 32 bits")
            integer(four, UInt32(count))
        }
    }
}
