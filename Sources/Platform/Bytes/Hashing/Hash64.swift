/// A fast 64-bit hash of bytes: multiply two words to 128 bits and fold the halves ("mum", as in Wang Yi's wyhash).
///
/// Its values are the same on every machine and in every run for the same seed, so they may be stored. It is no
/// cryptographic hash: tables keyed by what strangers send take a secret seed of the process, against chosen
/// collisions.
public enum Hash64 {
    /// The hash of `bytes`.
    public static func hash(_ bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe hash(buffer, seed: seed) }
    }

    /// The hash of `bytes`.
    public static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe hash(buffer, seed: seed) }
    }

    /// The hash of a text's UTF-8 bytes.
    public static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { buffer in unsafe hash(UnsafeRawBufferPointer(buffer), seed: seed) }
    }

    /// Mixes two hashes to one; the order counts.
    public static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        fold(first ^ k0, second &+ k1)
    }

    // Odd words with about as many ones as zeros.
    private static let k0: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let k1: UInt64 = 0xBF58_476D_1CE4_E5B9
    private static let k2: UInt64 = 0x94D0_49BB_1331_11EB
    private static let k3: UInt64 = 0xD6E8_FEB8_6659_FD93

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// What keeps it right: every load stays inside `buffer`: its offset is at most `count` less the width of the load.
    @unsafe
    private static func hash(_ buffer: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        let count = buffer.count
        @inline(__always)
        func word(_ at: Int) -> UInt64 {
            unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        }
        @inline(__always)
        func half(_ at: Int) -> UInt64 {
            unsafe UInt64(UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        }

        var state = fold(seed ^ k0, k1)
        var a: UInt64 = 0
        var b: UInt64 = 0
        if count <= 16 {
            if count >= 8 {
                a = word(0)
                b = word(count &- 8)
            } else if count >= 4 {
                a = half(0)
                b = half(count &- 4)
            } else if count > 0 {
                unsafe a =
                    UInt64(buffer[0]) | UInt64(buffer[count >> 1]) << 8 | UInt64(buffer[count &- 1]) << 16
            }
        } else {
            var at = 0
            if count > 48 {
                var second = state
                var third = state
                while at &+ 48 < count {
                    state = fold(word(at) ^ k1, word(at &+ 8) ^ state)
                    second = fold(word(at &+ 16) ^ k2, word(at &+ 24) ^ second)
                    third = fold(word(at &+ 32) ^ k3, word(at &+ 40) ^ third)
                    at &+= 48
                }
                state ^= second ^ third
            }
            while at &+ 16 < count {
                state = fold(word(at) ^ k1, word(at &+ 8) ^ state)
                at &+= 16
            }
            a = word(count &- 16)
            b = word(count &- 8)
        }
        let mixed = fold(a ^ k2, b ^ state)
        return fold(mixed ^ k0, UInt64(truncatingIfNeeded: count) ^ k3)
    }
}
