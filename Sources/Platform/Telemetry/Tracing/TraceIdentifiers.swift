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

/// 8 bytes that name one hop of a trace; printed as 16 lowercase hexadecimal digits. Never zero.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    let value: UInt64

    public static func random() -> SpanID { SpanID(value: .random(in: 1 ... .max)) }

    init(value: UInt64) { self.value = value }

    init?(hex: ArraySlice<UInt8>) {
        guard hex.count == 16, let value = LowercaseHex.parse(hex), value != 0 else { return nil }
        self.value = value
    }

    public var description: String { LowercaseHex.text(value) }
}

/// Trace Context allows lowercase digits only, so this is stricter than a general reader of hexadecimal numbers.
enum LowercaseHex {
    static func parse(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
