/// The first bytes of a value: what it is, and how much of it follows.
struct MessagePackHeader {
    enum Kind {
        case scalar(MessagePackValue)
        case string(Int)
        case binary(Int)
        case ext(Int8, Int)
        case array(Int)
        case map(Int)
    }

    let kind: Kind
    /// The bytes of the header itself.
    let length: Int

    /// The bytes behind the header that belong to the value itself, and not to elements of it.
    var payload: Int {
        switch kind {
        case .scalar, .array, .map: 0
        case .string(let count), .binary(let count), .ext(_, let count): count
        }
    }

    /// How many values follow that are part of this one.
    var children: Int {
        switch kind {
        case .array(let count): count
        case .map(let count): 2 * count
        default: 0
        }
    }

    private init(_ kind: Kind, _ length: Int) {
        self.kind = kind
        self.length = length
    }

    /// Reads the header at `at`; nil when the bytes end inside of it.
    init?(_ bytes: [UInt8], at: Int, end: Int, streamOffset: Int) throws(MessagePackError) {
        guard at < end else { return nil }
        let marker = bytes[at]
        let available = end - at - 1

        /// The big-endian integer of `width` bytes behind the marker and `skip` more.
        func number(_ width: Int) -> UInt64? {
            guard available >= width else { return nil }
            var value: UInt64 = 0
            for index in 0..<width { value = value << 8 | UInt64(bytes[at + 1 + index]) }
            return value
        }
        func count(_ width: Int) -> Int? { number(width).map { Int($0) } }

        switch marker {
        case 0x00...0x7F: self.init(.scalar(.int(Int64(marker))), 1)
        case 0x80...0x8F: self.init(.map(Int(marker & 0x0F)), 1)
        case 0x90...0x9F: self.init(.array(Int(marker & 0x0F)), 1)
        case 0xA0...0xBF: self.init(.string(Int(marker & 0x1F)), 1)
        case 0xC0: self.init(.scalar(.nil), 1)
        case 0xC1: throw MessagePackError(.reservedByte, offset: streamOffset + at)
        case 0xC2: self.init(.scalar(.bool(false)), 1)
        case 0xC3: self.init(.scalar(.bool(true)), 1)
        case 0xC4...0xC6:
            let width = 1 << Int(marker - 0xC4)
            guard let count = count(width) else { return nil }
            self.init(.binary(count), 1 + width)
        case 0xC7...0xC9:
            let width = 1 << Int(marker - 0xC7)
            guard let count = count(width), available > width else { return nil }
            self.init(.ext(Int8(bitPattern: bytes[at + 1 + width]), count), 2 + width)
        case 0xCA:
            guard let bits = number(4) else { return nil }
            self.init(.scalar(.float(Float(bitPattern: UInt32(bits)))), 5)
        case 0xCB:
            guard let bits = number(8) else { return nil }
            self.init(.scalar(.double(Double(bitPattern: bits))), 9)
        case 0xCC...0xCF:
            let width = 1 << Int(marker - 0xCC)
            guard let value = number(width) else { return nil }
            self.init(.scalar(Int64(exactly: value).map { .int($0) } ?? .uint(value)), 1 + width)
        case 0xD0...0xD3:
            let width = 1 << Int(marker - 0xD0)
            guard let bits = number(width) else { return nil }
            // The sign bit to the top and back spreads it over the rest.
            let unused = Int64(64 - 8 * width)
            self.init(.scalar(.int((Int64(bitPattern: bits) << unused) >> unused)), 1 + width)
        case 0xD4...0xD8:
            guard available >= 1 else { return nil }
            self.init(.ext(Int8(bitPattern: bytes[at + 1]), 1 << Int(marker - 0xD4)), 2)
        case 0xD9...0xDB:
            let width = 1 << Int(marker - 0xD9)
            guard let count = count(width) else { return nil }
            self.init(.string(count), 1 + width)
        case 0xDC, 0xDD:
            let width = marker == 0xDC ? 2 : 4
            guard let count = count(width) else { return nil }
            self.init(.array(count), 1 + width)
        case 0xDE, 0xDF:
            let width = marker == 0xDE ? 2 : 4
            guard let count = count(width) else { return nil }
            self.init(.map(count), 1 + width)
        default: self.init(.scalar(.int(Int64(Int8(bitPattern: marker)))), 1)
        }
    }
}
