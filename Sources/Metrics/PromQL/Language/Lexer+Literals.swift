extension Lexer {
    /// A string up to its closing quote; its escapes are checked here and resolved by the parser.
    mutating func string(quotedWith quote: UInt8, from start: Int) throws(SyntaxError) -> Token {
        let isRaw = quote == UInt8(ascii: "`")
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == quote {
                let result = token(.string, from: start)
                if QuotedText.unquote(result.text) == nil {
                    throw failure("invalid escape sequence in string", from: start)
                }
                return result
            }
            if byte == UInt8(ascii: "\n"), !isRaw { break }
            if byte == UInt8(ascii: "\\"), !isRaw {
                try checkEscape(quotedWith: quote, from: start)
            }
        }
        throw failure(isRaw ? "unterminated raw string" : "unterminated quoted string", from: start)
    }

    private mutating func checkEscape(quotedWith quote: UInt8, from start: Int) throws(SyntaxError) {
        guard position < bytes.count else { throw failure("escape sequence not terminated", from: start) }
        switch bytes[position] {
        case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"), UInt8(ascii: "v"), UInt8(ascii: "\\"), quote, UInt8(ascii: "0")...UInt8(ascii: "7"),
            UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            position += 1
        default:
            var end = position + 1
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            let character = String(decoding: bytes[position..<end], as: UTF8.self)
            let value = String(character.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
            let code = String(repeating: "0", count: max(0, 4 - value.count)) + value
            throw failure("unknown escape sequence U+\(code) '\(character)'", from: start)
        }
    }

    /// A number, decimal or hexadecimal, or a duration such as `1h30m`.
    mutating func numberOrDuration() throws(SyntaxError) -> Token {
        let start = position
        if skipNumber() { return token(.number, from: start) }
        position = start
        if skipDuration() { return token(.duration, from: start) }
        throw failure(
            "bad number or duration syntax: "
                + QuotedText.quote(String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)),
            from: start
        )
    }

    /// Moves behind a number and says whether it was one: digits with underscores between them, at most one point and
    /// one exponent, and nothing behind that would make another word of it.
    private mutating func skipNumber() -> Bool {
        var isHexadecimal = false
        if peek(0) == UInt8(ascii: "0"), peek(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
            isHexadecimal = true
            position += 2
            if peek(0) == UInt8(ascii: "_") { position += 1 }
        }
        var digits = 0
        var hasPoint = false
        var hasExponent = false
        while let byte = peek(0) {
            if isHexadecimal ? QuotedText.hexadecimalDigit(byte) != nil : Lexer.isDigit(byte) {
                digits += 1
                position += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "_"):
                guard let following = peek(1), Lexer.isDigit(following) || isHexadecimal, digits > 0 else {
                    return false
                }
                position += 1
            case UInt8(ascii: "."):
                guard !hasPoint, !isHexadecimal, !hasExponent, peek(1) != UInt8(ascii: "_") else { return false }
                hasPoint = true
                position += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard !hasExponent, !isHexadecimal, digits > 0 else { return false }
                hasExponent = true
                position += 1
                if peek(0) == UInt8(ascii: "+") || peek(0) == UInt8(ascii: "-") { position += 1 }
                guard let following = peek(0), Lexer.isDigit(following) else { return false }
            default:
                return digits > 0 && !Lexer.isLetter(byte)
            }
        }
        return digits > 0
    }

    private mutating func skipDuration() -> Bool {
        var units = 0
        while let byte = peek(0), Lexer.isDigit(byte) {
            while let digit = peek(0), Lexer.isDigit(digit) { position += 1 }
            guard let unit = peek(0), "smhdwy".utf8.contains(unit) else { return false }
            position += 1
            if peek(0) == UInt8(ascii: "s"), unit == UInt8(ascii: "m") { position += 1 }
            units += 1
        }
        guard units > 0 else { return false }
        if let byte = peek(0), Lexer.isLetter(byte) { return false }
        return true
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }
}
