/// Cuts a query into tokens, one when it is asked for. Works on bytes: everything that means something is ASCII, and
/// other characters only stand in strings, names in quotes and comments.
struct Lexer {
    let text: String
    var bytes: [UInt8]
    var position = 0
    private var openParentheses = 0
    private var isInBraces = false
    private var isInBrackets = false
    private var hasColon = false

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func next() throws(SyntaxError) -> Token {
        skipSpaceAndComments()
        let start = position
        guard position < bytes.count else {
            if isInBraces { throw failure("unexpected end of input inside braces", from: start) }
            if isInBrackets { throw failure("unexpected end of input in duration expression", from: start) }
            if openParentheses != 0 { throw failure("unclosed left parenthesis", from: start) }
            return Token(kind: .endOfInput, range: SourceRange(start: start, end: start), text: "")
        }
        return isInBraces ? try nextInBraces() : try nextOutsideBraces()
    }

    /// The first byte behind space that is not read yet, nil at the end.
    var upcomingByte: UInt8? {
        var ahead = position
        while ahead < bytes.count, Lexer.isSpace(bytes[ahead]) { ahead += 1 }
        return ahead < bytes.count ? bytes[ahead] : nil
    }

    private mutating func skipSpaceAndComments() {
        while position < bytes.count {
            if Lexer.isSpace(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "#") {
                while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func nextOutsideBraces() throws(SyntaxError) -> Token {
        let start = position
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: ","): return token(.comma, from: start)
        case UInt8(ascii: "*"): return token(.binary(.multiply), from: start)
        case UInt8(ascii: "/"): return token(.binary(.divide), from: start)
        case UInt8(ascii: "%"): return token(.binary(.modulo), from: start)
        case UInt8(ascii: "+"): return token(.binary(.add), from: start)
        case UInt8(ascii: "-"): return token(.binary(.subtract), from: start)
        case UInt8(ascii: "^"): return token(.binary(.power), from: start)
        case UInt8(ascii: "@"): return token(.at, from: start)
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return try comparison(startingWith: byte, from: start)
        case UInt8(ascii: "("):
            openParentheses += 1
            return token(.leftParenthesis, from: start)
        case UInt8(ascii: ")"):
            openParentheses -= 1
            if openParentheses < 0 { throw failure("unexpected right parenthesis ')'", from: start) }
            return token(.rightParenthesis, from: start)
        case UInt8(ascii: "{"):
            isInBraces = true
            return token(.leftBrace, from: start)
        case UInt8(ascii: "["):
            if isInBrackets { throw failure("unexpected left bracket '['", from: start) }
            isInBrackets = true
            hasColon = false
            return token(.leftBracket, from: start)
        case UInt8(ascii: "]"):
            if !isInBrackets { throw failure("unexpected right bracket ']'", from: start) }
            isInBrackets = false
            return token(.rightBracket, from: start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return try string(quotedWith: byte, from: start)
        case UInt8(ascii: ":") where isInBrackets:
            if hasColon { throw failure("unexpected repeated colon in duration expression", from: start) }
            hasColon = true
            return token(.colon, from: start)
        default:
            position = start
            let isFraction = byte == UInt8(ascii: ".") && start + 1 < bytes.count && Lexer.isDigit(bytes[start + 1])
            if Lexer.isDigit(byte) || isFraction { return try numberOrDuration() }
            if Lexer.isLetter(byte) || byte == UInt8(ascii: ":") { return try word() }
            throw failure("unexpected character: \(quotedCharacter(at: start))", from: start)
        }
    }

    private mutating func comparison(startingWith byte: UInt8, from start: Int) throws(SyntaxError) -> Token {
        let following = position < bytes.count ? bytes[position] : nil
        switch (byte, following) {
        case (UInt8(ascii: "="), UInt8(ascii: "=")): return extended(.binary(.equal), from: start)
        case (UInt8(ascii: "="), UInt8(ascii: "~")):
            throw failure("unexpected character after '=': '~'", from: start)
        case (UInt8(ascii: "="), _): return token(.equals, from: start)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): return extended(.binary(.notEqual), from: start)
        case (UInt8(ascii: "!"), _):
            throw failure("unexpected character after '!': \(quotedCharacter(at: position))", from: start)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): return extended(.binary(.lessOrEqual), from: start)
        case (UInt8(ascii: "<"), UInt8(ascii: "/")): return extended(.binary(.trimUpper), from: start)
        case (UInt8(ascii: "<"), _): return token(.binary(.less), from: start)
        case (_, UInt8(ascii: "=")): return extended(.binary(.greaterOrEqual), from: start)
        case (_, UInt8(ascii: "/")): return extended(.binary(.trimLower), from: start)
        default: return token(.binary(.greater), from: start)
        }
    }

    private mutating func nextInBraces() throws(SyntaxError) -> Token {
        let start = position
        let byte = bytes[position]
        if Lexer.isLetter(byte) {
            while position < bytes.count, Lexer.isLetter(bytes[position]) || Lexer.isDigit(bytes[position]) {
                position += 1
            }
            return token(.identifier, from: start)
        }
        position += 1
        let following = position < bytes.count ? bytes[position] : nil
        switch byte {
        case UInt8(ascii: ","): return token(.comma, from: start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return try string(quotedWith: byte, from: start)
        case UInt8(ascii: "="):
            return following == UInt8(ascii: "~") ? extended(.matches, from: start) : token(.equals, from: start)
        case UInt8(ascii: "!"):
            if following == UInt8(ascii: "~") { return extended(.doesNotMatch, from: start) }
            if following == UInt8(ascii: "=") { return extended(.binary(.notEqual), from: start) }
            throw failure(
                "unexpected character after '!' inside braces: \(quotedCharacter(at: position))",
                from: start
            )
        case UInt8(ascii: "{"): throw failure("unexpected left brace '{'", from: start)
        case UInt8(ascii: "}"):
            isInBraces = false
            return token(.rightBrace, from: start)
        default: throw failure("unexpected character inside braces: \(quotedCharacter(at: start))", from: start)
        }
    }

    private mutating func word() throws(SyntaxError) -> Token {
        let start = position
        var hasColon = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: ":") {
                if isInBrackets { break }
                hasColon = true
            } else if !Lexer.isLetter(byte), !Lexer.isDigit(byte) {
                break
            }
            position += 1
        }
        var result = token(.identifier, from: start)
        let lowercased = result.text.lowercased()
        if isInBrackets {
            guard ["step", "range", "min_of", "max_of"].contains(lowercased) else {
                position = start
                throw failure(
                    "unexpected character in duration expression: \(quotedCharacter(at: start))",
                    from: start
                )
            }
        }
        if lowercased == "inf" || lowercased == "nan" {
            result.kind = .number
        } else if let aggregation = AggregationOperator(rawValue: lowercased) {
            result.kind = .aggregation(aggregation)
        } else if let keyword = Token.Keyword(rawValue: lowercased) {
            // `fill` was a name before it was a modifier: it is one only where it is called.
            let isFill = keyword == .fill || keyword == .fillLeft || keyword == .fillRight
            if !isFill || upcomingByte == UInt8(ascii: "(") { result.kind = .keyword(keyword) }
        } else if let operation = BinaryOperator(rawValue: lowercased) {
            result.kind = .binary(operation)
        } else if hasColon {
            result.kind = .metricIdentifier
        }
        return result
    }

    func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(
            kind: kind,
            range: SourceRange(start: start, end: position),
            text: String(decoding: bytes[start..<position], as: UTF8.self)
        )
    }

    /// A token of one byte more than was read.
    private mutating func extended(_ kind: Token.Kind, from start: Int) -> Token {
        position += 1
        return token(kind, from: start)
    }

    func failure(_ reason: String, from start: Int) -> SyntaxError {
        SyntaxError(reason, at: SourceRange(start: start, end: bytes.count))
    }

    /// The character at an offset in single quotes, as Go shows runes; its end is shown as Go shows −1.
    func quotedCharacter(at offset: Int) -> String {
        guard offset < bytes.count else { return "'\u{FFFD}'" }
        var end = offset + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let quoted = QuotedText.quote(String(decoding: bytes[offset..<end], as: UTF8.self)).dropFirst().dropLast()
        return quoted == "\\\"" ? "'\"'" : quoted == "'" ? "'\\''" : "'\(quoted)'"
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        let lowercased = byte | 0x20
        return lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
    }
}
