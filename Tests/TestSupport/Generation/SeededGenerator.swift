/// Random numbers that are the same in every run (SplitMix64; Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators", 2014), so that a failure found by chance can be found again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// So many random bytes.
    public mutating func bytes(count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            var word = next()
            for _ in 0..<Swift.min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return bytes
    }

    /// `bytes` with one to four small damages: a bit flipped, a byte replaced, removed, repeated or put in, the end
    /// cut off. Bytes put in come from `alphabet` half of the time.
    public mutating func mutation(of bytes: [UInt8], alphabet: String = "\"\\{}[],:0-9.eE \u{0}") -> [UInt8] {
        var bytes = bytes
        let letters = [UInt8](alphabet.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let byte =
                Bool.random(using: &self) ? letters.randomElement(using: &self)! : .random(in: 0...255, using: &self)
            guard !bytes.isEmpty else {
                bytes.append(byte)
                continue
            }
            let at = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[at] = byte
            case 2: bytes.remove(at: at)
            case 3: bytes.insert(byte, at: at)
            case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 9)], at: at)
            default: bytes.removeLast(bytes.count - at)
            }
        }
        return bytes
    }
}
