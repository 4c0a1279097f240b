/// 16 bytes that name a trace; printed as 32 lowercase hexadecimal digits. Never all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    public static func random() -> TraceID {
        TraceID(high: .random(in: .min ... .max), low: .random(in: 1 ... .max))
    }

    public init?(_ text: some StringProtocol) {
        self.init(hex: Array(text.utf8)[...])
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init?(hex: ArraySlice<UInt8>) {
        guard hex.count == 32, let high = LowercaseHex.parse(hex.prefix(16)),
            let low = LowercaseHex.parse(hex.suffix(16)),
            high | low != 0
        else { return nil }
        self.init(high: high, low: low)
    }

    public var description: String { LowercaseHex.text(high) + LowercaseHex.text(low) }
}
