/// Elasticsearch's `standard` analyzer: words by UAX #29 as Lucene's StandardTokenizer finds them, in lower case.
/// No stop words, no stemming. `foo-bar_baz.qux:1` gives `foo`, `bar_baz.qux`, `1`.
public enum StandardAnalyzer {
    /// Longer words are cut into pieces of this many scalars, each a token of its own, as Lucene does.
    static let maximumTokenLength = 255

    /// Replaces the content of `tokens` by the tokens of `text` (UTF-8).
    public static func analyze(_ text: Span<UInt8>, into tokens: inout TokenBuffer) {
        tokens.removeAll()
        var offset = 0
        while offset < text.count {
            let (scalar, length) = UTF8Decoding.scalar(in: text, at: offset)
            let start = offset
            switch WordBreakClass.of(scalar) {
            case .letter: offset = endOfWord(text, start + length, after: .letter).end
            case .numeric: offset = endOfWord(text, start + length, after: .numeric).end
            case .katakana: offset = endOfWord(text, start + length, after: .katakana).end
            case .extendNumLet:
                let word = endOfWord(text, start + length, after: .extendNumLet)
                offset = word.end
                // Connectors alone are no word.
                if !word.hasContent { continue }
            case .ideographic, .hiragana, .emoji: offset = skipExtends(text, start + length)
            case .southEastAsian: offset = endOfRun(text, start + length)
            default:
                offset += length
                continue
            }
            emit(text, start..<offset, into: &tokens)
        }
    }

    public static func analyze(_ text: [UInt8]) -> TokenBuffer {
        var tokens = TokenBuffer()
        analyze(text.span, into: &tokens)
        return tokens
    }

    /// The terms of `text`, in order.
    public static func terms(_ text: String) -> [[UInt8]] {
        analyze(Array(text.utf8)).terms
    }

    private static func endOfWord(
        _ text: Span<UInt8>,
        _ start: Int,
        after first: WordBreakClass
    ) -> (end: Int, hasContent: Bool) {
        var end = start
        var last = first
        var hasContent = first != .extendNumLet
        while end < text.count {
            let (scalar, length) = UTF8Decoding.scalar(in: text, at: end)
            let next = WordBreakClass.of(scalar)
            if next == .extend {
                end += length
            } else if joins(last, next) {
                last = next
                hasContent = hasContent || next != .extendNumLet
                end += length
            } else if isMiddle(next, in: last) {
                let following = skipExtends(text, end + length)
                guard following < text.count else { break }
                let (after, afterLength) = UTF8Decoding.scalar(in: text, at: following)
                guard WordBreakClass.of(after) == last else { break }
                end = following + afterLength
            } else {
                break
            }
        }
        return (end, hasContent)
    }

    /// WB5, 8–10, 13–13b.
    @inline(__always)
    private static func joins(_ left: WordBreakClass, _ right: WordBreakClass) -> Bool {
        switch (left, right) {
        case (.letter, .letter), (.letter, .numeric), (.numeric, .letter), (.numeric, .numeric): true
        case (.katakana, .katakana): true
        case (.letter, .extendNumLet), (.numeric, .extendNumLet), (.katakana, .extendNumLet): true
        case (.extendNumLet, .letter), (.extendNumLet, .numeric), (.extendNumLet, .katakana): true
        case (.extendNumLet, .extendNumLet): true
        default: false
        }
    }

    /// WB6, 7, 11, 12: whether `scalar` may stand inside a word between two of `class`.
    private static func isMiddle(_ scalar: WordBreakClass, in class: WordBreakClass) -> Bool {
        switch `class` {
        case .letter: scalar == .midLetter || scalar == .midNumLet
        case .numeric: scalar == .midNum || scalar == .midNumLet
        default: false
        }
    }

    private static func skipExtends(_ text: Span<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < text.count {
            let (scalar, length) = UTF8Decoding.scalar(in: text, at: end)
            guard WordBreakClass.of(scalar) == .extend else { break }
            end += length
        }
        return end
    }

    private static func endOfRun(_ text: Span<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < text.count {
            let (scalar, length) = UTF8Decoding.scalar(in: text, at: end)
            let next = WordBreakClass.of(scalar)
            guard next == .southEastAsian || next == .extend else { break }
            end += length
        }
        return end
    }

    private static func emit(_ text: Span<UInt8>, _ range: Range<Int>, into tokens: inout TokenBuffer) {
        var start = range.lowerBound
        var offset = start
        var scalars = 0
        while offset < range.upperBound {
            if scalars == maximumTokenLength {
                tokens.finishToken(source: start..<offset)
                start = offset
                scalars = 0
            }
            let byte = text[offset]
            if byte < 0x80 {
                tokens.append(byte: byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
                offset += 1
            } else {
                let (scalar, length) = UTF8Decoding.scalar(in: text, at: offset)
                tokens.append(scalar: lowercased(scalar))
                offset += length
            }
            scalars += 1
        }
        tokens.finishToken(source: start..<range.upperBound)
    }

    /// The simple lower case of a scalar, as Java's `Character.toLowerCase` gives it.
    static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\u{130}" { return "i" }
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first! : scalar
    }

    /// `text` with each scalar in lower case: what `case_insensitive` and the normalizer of wildcards compare.
    public static func lowercased(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(lowercased(scalar))
        }
        return String(result)
    }
}
