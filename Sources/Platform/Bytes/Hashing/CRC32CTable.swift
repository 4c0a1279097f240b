/// The same checksum without the processor's help: eight bytes a step through eight tables ("slicing by 8",
/// M. Kounavis and F. Berry, "A Systematic Approach to Building High Performance Software-Based CRC Generators", 2005).
enum CRC32CTable {
    /// Table `k` starts at `256 * k` and advances a byte's remainder by `k` more zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 {
                remainder = (remainder >> 1) ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0)
            }
            tables[byte] = remainder
        }
        for index in 256..<(8 * 256) {
            let previous = tables[index - 256]
            tables[index] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()

    static func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe checksum(buffer, seed: seed) }
    }

    /// What keeps it right: a word is loaded only where eight bytes are left, a byte where one is.
    @unsafe
    static func checksum(_ buffer: UnsafeRawBufferPointer, seed: UInt32) -> UInt32 {
        let tables = Self.tables
        var crc = ~seed
        var at = 0
        while at &+ 8 <= buffer.count {
            let word = unsafe UInt64(
                littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            )
            let mixed = word ^ UInt64(crc)
            crc = 0
            for position in 0..<8 {
                let byte = Int(truncatingIfNeeded: (mixed >> UInt64(8 * position)) & 0xFF)
                crc ^= tables[256 * (7 - position) + byte]
            }
            at &+= 8
        }
        while at < buffer.count {
            let byte = unsafe buffer[at]
            crc = (crc >> 8) ^ tables[Int(truncatingIfNeeded: (crc ^ UInt32(byte)) & 0xFF)]
            at &+= 1
        }
        return ~crc
    }
}
