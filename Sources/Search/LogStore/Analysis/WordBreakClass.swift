/// What a scalar is for the word boundary rules of UAX #29, as Lucene's StandardTokenizer uses them.
enum WordBreakClass: UInt8, Sendable {
    case other
    case letter
    case numeric
    case katakana
    /// `_` and its like: joins letters, digits and itself, and is no word alone.
    case extendNumLet
    /// Joins letters when it stands between two: `:` `·`.
    case midLetter
    /// Joins digits when it stands between two: `,` `;`.
    case midNum
    /// Joins either: `.` `'`.
    case midNumLet
    /// Marks and format characters: belong to what they follow.
    case extend
    /// A word for each scalar.
    case ideographic, hiragana
    /// Scripts that are written without spaces: one word for each run.
    case southEastAsian
    case emoji

    @inline(__always)
    static func of(_ scalar: Unicode.Scalar) -> WordBreakClass {
        scalar.value < 0x80 ? ascii[Int(scalar.value)] : beyondASCII(scalar)
    }

    private static let ascii: [WordBreakClass] = (0..<128).map { (value: UInt8) -> WordBreakClass in
        switch value {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .numeric
        case UInt8(ascii: "_"): .extendNumLet
        case UInt8(ascii: ":"): .midLetter
        case UInt8(ascii: ","), UInt8(ascii: ";"): .midNum
        case UInt8(ascii: "."), UInt8(ascii: "'"): .midNumLet
        default: .other
        }
    }

    private static func beyondASCII(_ scalar: Unicode.Scalar) -> WordBreakClass {
        switch scalar.value {
        case 0x00B7, 0x0387, 0x05F4, 0x2027, 0xFE13, 0xFE55, 0xFF1A: return .midLetter
        case 0x037E, 0x0589, 0x060C, 0x060D, 0x066C, 0x07F8, 0x2044, 0xFE10, 0xFE14, 0xFE50, 0xFE54, 0xFF0C, 0xFF1B:
            return .midNum
        case 0x2018, 0x2019, 0x2024, 0xFE52, 0xFF07, 0xFF0E: return .midNumLet
        case 0x200B: return .other
        case 0x3041...0x3096, 0x309D...0x309F, 0x1B001...0x1B11F, 0x1F200: return .hiragana
        case 0x3031...0x3035, 0x309B, 0x309C, 0x30A0...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0x32D0...0x32FE,
            0x3300...0x3357, 0xFF66...0xFF9D, 0x1B000:
            return .katakana
        default: break
        }
        let properties = scalar.properties
        let category = properties.generalCategory
        if isSouthEastAsian(scalar.value), category != .decimalNumber,
            properties.isAlphabetic || category == .nonspacingMark || category == .spacingMark
        {
            return .southEastAsian
        }
        switch category {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: return .extend
        case .decimalNumber: return .numeric
        case .connectorPunctuation: return .extendNumLet
        default: break
        }
        if properties.isIdeographic { return .ideographic }
        if properties.isAlphabetic { return .letter }
        return properties.isEmojiPresentation ? .emoji : .other
    }

    /// Thai, Lao, Myanmar, Khmer, Tai Le, New Tai Lue, Tai Tham and their extensions (Line_Break=Complex_Context).
    private static func isSouthEastAsian(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF, 0xA9E0...0xA9FF,
            0xAA60...0xAADF:
            true
        default: false
        }
    }
}
