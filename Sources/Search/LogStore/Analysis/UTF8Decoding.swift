/// Decoding of single scalars from bytes that should be UTF-8 and may not be.
enum UTF8Decoding {
    /// The scalar that begins at `offset` and how many bytes it takes. Bytes that are no UTF-8 are U+FFFD, one each.
    @inline(__always)
    static func scalar(in text: Span<UInt8>, at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = text[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        return multibyteScalar(in: text, at: offset, first: first)
    }

    private static func multibyteScalar(
        in text: Span<UInt8>,
        at offset: Int,
        first: UInt8
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let length: Int
        var value: UInt32
        let least: UInt32
        switch first {
        case 0xC2...0xDF: (length, value, least) = (2, UInt32(first & 0x1F), 0x80)
        case 0xE0...0xEF: (length, value, least) = (3, UInt32(first & 0x0F), 0x800)
        case 0xF0...0xF4: (length, value, least) = (4, UInt32(first & 0x07), 0x10000)
        default: return ("\u{FFFD}", 1)
        }
        guard offset + length <= text.count else { return ("\u{FFFD}", 1) }
        for index in offset + 1..<offset + length {
            let byte = text[index]
            guard byte & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= least, let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
        return (scalar, length)
    }
}
