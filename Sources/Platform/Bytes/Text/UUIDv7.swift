/// Identifiers that sort by the time they were made: RFC 9562, version 7. The first 48 bits are milliseconds since
/// 1970, the rest is random but for version and variant.
public enum UUIDv7 {
    /// A new identifier as 36 characters of lower-case text.
    public static func make(at time: Timestamp) -> String {
        var random = SystemRandomNumberGenerator()
        return make(at: time, using: &random)
    }

    public static func make(at time: Timestamp, using random: inout some RandomNumberGenerator) -> String {
        let milliseconds = UInt64(bitPattern: time.milliseconds) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
        let low: UInt64 = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array((Hex.encode(high, digits: 16) + Hex.encode(low, digits: 16)).utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a text is an identifier in the form that `make` gives: what arrives in a path is checked before a
    /// database is asked.
    public static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
            case 14: guard byte == UInt8(ascii: "7") else { return false }
            default:
                let isLowerHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                guard isLowerHex else { return false }
            }
        }
        return true
    }
}
