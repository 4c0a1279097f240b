import Bytes

extension JSONValue {
    /// Any value at all, as deep as `depth`.
    static func random(depth: Int, using random: inout some RandomNumberGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2:
            return .integer(
                Int64(truncatingIfNeeded: random.next() as UInt64) >> Int64.random(in: 0..<64, using: &random)
            )
        case 3: return .unsigned(UInt64.random(in: (UInt64(Int64.max) + 1)...UInt64.max, using: &random))
        case 4:
            let value = Double(bitPattern: random.next())
            return .double(value.isFinite ? value : 0.5)
        case 5, 6: return .string(randomText(using: &random))
        case 7:
            return .array(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in .random(depth: depth - 1, using: &random) }
            )
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                object.append(randomText(using: &random), .random(depth: depth - 1, using: &random))
            }
            return .object(object)
        }
    }

    /// Text with all that is special in it.
    static func randomText(using random: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "a", "xyz", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "€", "😀", "\u{FFFF}",
        ]
        return (0..<Int.random(in: 0..<24, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }
}
