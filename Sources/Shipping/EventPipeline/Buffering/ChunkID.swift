internal import Bytes

/// The name of a chunk: 128 bits that no other chunk has, the same after a restart.
public struct ChunkID: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Milliseconds in front, so that identifiers made one after the other sort near each other; the rest is random.
    init(at time: Timestamp, using random: inout some RandomNumberGenerator) {
        high = UInt64(truncatingIfNeeded: time.milliseconds) << 16 | UInt64.random(in: 0...0xffff, using: &random)
        low = UInt64.random(in: .min ... .max, using: &random)
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendUInt64(high, .big)
        bytes.appendUInt64(low, .big)
        return bytes
    }

    /// 22 characters of URL-safe Base64.
    public var text: String { Base64.encode(bytes, .url).filter { $0 != "=" } }

    /// 32 hexadecimal digits.
    public var description: String { Hex.encode(bytes) }
}
