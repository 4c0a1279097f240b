/// Base 64 (RFC 4648, sections 4 and 5).
public enum Base64 {
    /// Which alphabet, and whether there is padding.
    public enum Variant: Sendable {
        /// With `+` and `/`, padded with `=` to a multiple of four.
        case standard
        /// With `-` and `_`, without padding, as in URLs and JSON web tokens.
        case url
    }

    /// The text of `bytes`.
    public static func encode(_ bytes: [UInt8], _ variant: Variant = .standard) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let count = min(3, bytes.count - at)
            var group = UInt32(bytes[at]) << 16
            if count > 1 { group |= UInt32(bytes[at + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[at + 2]) }
            for position in 0...count {
                result.append(letter(UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * position)) & 0x3F, variant))
            }
            if variant == .standard {
                for _ in count..<3 { result.append(UInt8(ascii: "=")) }
            }
            at += 3
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes that `text` stands for; nil when it is not exactly what ``encode(_:_:)`` would write. Padding is
    /// also taken with the URL alphabet. White space and bits left over that are not zero are refused.
    public static func decode(_ text: some StringProtocol, _ variant: Variant = .standard) -> [UInt8]? {
        var digits = [UInt8](text.utf8)
        if variant == .standard || digits.last == UInt8(ascii: "=") {
            guard digits.count % 4 == 0 else { return nil }
            for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        }
        guard digits.count % 4 != 1 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count * 3 / 4)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in digits {
            guard let value = value(byte, variant) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: group >> bits))
                group &= (1 << bits) - 1
            }
        }
        return group == 0 ? result : nil
    }

    private static func letter(_ value: UInt8, _ variant: Variant) -> UInt8 {
        switch value {
        case 0..<26: value + UInt8(ascii: "A")
        case 26..<52: value - 26 + UInt8(ascii: "a")
        case 52..<62: value - 52 + UInt8(ascii: "0")
        case 62: variant == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
        default: variant == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
        }
    }

    private static func value(_ letter: UInt8, _ variant: Variant) -> UInt8? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+") where variant == .standard: 62
        case UInt8(ascii: "/") where variant == .standard: 63
        case UInt8(ascii: "-") where variant == .url: 62
        case UInt8(ascii: "_") where variant == .url: 63
        default: nil
        }
    }
}
