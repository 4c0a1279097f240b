/// All damaged copies of a document of one kind, for tests of what reads it. `SeededGenerator.mutation` makes random ones.
public enum ByteMutations {
    /// Every beginning of `bytes`, the empty one first, without `bytes` itself.
    public static func truncations(of bytes: [UInt8]) -> some Sequence<[UInt8]> {
        bytes.indices.lazy.map { Array(bytes[..<$0]) }
    }

    /// `bytes` with one bit the other way round: bit 0 is the lowest of the first byte, bit 8 the lowest of the second.
    public static func flippingBit(_ bit: Int, of bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }

    /// All copies with one bit the other way round, with the number of the bit.
    public static func bitFlips(of bytes: [UInt8]) -> some Sequence<(bit: Int, bytes: [UInt8])> {
        (0..<(8 * bytes.count)).lazy.map { (bit: $0, bytes: flippingBit($0, of: bytes)) }
    }
}
