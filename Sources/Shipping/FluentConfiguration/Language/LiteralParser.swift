/// Parses one value: unquoted, quoted, or JSON.
struct LiteralParser {
    /// What ends an unquoted string.
    enum Boundary {
        case space
        case lineEnd
        case tagEnd
    }

    let environment: ExpressionEnvironment
    /// False for text whose expressions have been evaluated before.
    var evaluatesExpressions = true

    /// The value of a parameter, up to the end of its line.
    mutating func value(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> AttributeValue {
        scanner.skipBlanks()
        switch scanner.current {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return .text(try json(&scanner, depth: 0))
        default:
            return try string(&scanner, until: .lineEnd)
        }
    }

    mutating func string(
        _ scanner: inout ConfigurationScanner,
        until boundary: Boundary
    ) throws(ConfigurationError) -> AttributeValue {
        switch scanner.current {
        case UInt8(ascii: "\""):
            scanner.advance()
            return try doubleQuoted(&scanner)
        case UInt8(ascii: "'"):
            scanner.advance()
            return .text(try singleQuoted(&scanner))
        default:
            return .text(unquoted(&scanner, until: boundary))
        }
    }

    private func unquoted(_ scanner: inout ConfigurationScanner, until boundary: Boundary) -> String {
        let start = scanner.position
        var end = start
        while let byte = scanner.current {
            switch boundary {
            case .space:
                if ConfigurationScanner.isSpace(byte) || byte == UInt8(ascii: "#") { return scanner.text(start..<end) }
            case .tagEnd:
                if byte == UInt8(ascii: ">") || ConfigurationScanner.isNewline(byte) {
                    return scanner.text(start..<end)
                }
            case .lineEnd:
                if ConfigurationScanner.isNewline(byte) { return scanner.text(start..<end) }
                // A comment needs a blank before it: `a#b` is a value, and so is `#a`.
                if byte == UInt8(ascii: "#"), scanner.position > start,
                    ConfigurationScanner.isBlank(scanner.bytes[scanner.position - 1])
                {
                    return scanner.text(start..<end)
                }
            }
            scanner.advance()
            if !ConfigurationScanner.isBlank(byte) { end = scanner.position }
        }
        return scanner.text(start..<end)
    }

    private func singleQuoted(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> String {
        var result: [UInt8] = []
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "'"):
                return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"):
                if let escaped = scanner.current, escaped == UInt8(ascii: "'") || escaped == UInt8(ascii: "\\") {
                    result.append(escaped)
                    scanner.advance()
                } else {
                    result.append(byte)
                }
            default:
                result.append(byte)
            }
        }
        throw scanner.error("unexpected end of file in a single quoted string")
    }

    private mutating func doubleQuoted(
        _ scanner: inout ConfigurationScanner
    ) throws(ConfigurationError) -> AttributeValue {
        var result: [UInt8] = []
        var marker: AttributeValue?
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "\""):
                return marker ?? .text(String(decoding: result, as: UTF8.self))
            case UInt8(ascii: "\\"):
                if let escaped = try escape(&scanner) { result.append(escaped) }
            case UInt8(ascii: "#") where scanner.current == UInt8(ascii: "{"):
                scanner.advance()
                switch try embedded(&scanner) {
                case .useNil: marker = marker ?? .null
                case .useDefault: marker = marker ?? .useDefault
                case let value: result.append(contentsOf: value.text.utf8)
                }
            default:
                result.append(byte)
            }
        }
        throw scanner.error("unexpected end of file in a double quoted string")
    }

    /// The byte that an escape sequence stands for; nil for a joined line.
    private func escape(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> UInt8? {
        guard let byte = scanner.next() else { throw scanner.error("unexpected end of file in a double quoted string") }
        switch byte {
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "f"): return 0x0c
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "0"): return 0x00
        case UInt8(ascii: "\n"): return nil
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            throw scanner.error("unexpected back-slash escape character '\\\(Character(UnicodeScalar(byte)))'")
        default: return byte
        }
    }

    /// Evaluates an expression whose `#{` has been read, and passes over its `}`.
    private func embedded(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> ExpressionValue {
        var parser = ExpressionParser(environment: environment)
        return try parser.parse(&scanner)
    }

    // MARK: JSON

    /// Reads a JSON value with comments and embedded expressions in its strings, and gives it as compact JSON.
    private mutating func json(
        _ scanner: inout ConfigurationScanner,
        depth: Int
    ) throws(ConfigurationError) -> String {
        guard depth < ConfigurationParser.depthLimit else {
            throw scanner.error("a JSON value may nest \(ConfigurationParser.depthLimit) deep at most")
        }
        skipJSONSpace(&scanner)
        switch scanner.current {
        case UInt8(ascii: "["):
            scanner.advance()
            return "[" + (try jsonItems(&scanner, closing: UInt8(ascii: "]"), depth: depth)) + "]"
        case UInt8(ascii: "{"):
            scanner.advance()
            return "{" + (try jsonItems(&scanner, closing: UInt8(ascii: "}"), depth: depth)) + "}"
        case UInt8(ascii: "\""):
            return ConfigurationLiteral.string(try jsonString(&scanner)).text
        default:
            let token = scanner.take { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
            guard let literal = ConfigurationLiteral(scalar: token) else {
                throw scanner.error(
                    token.isEmpty ? "got incomplete JSON \(closingHint(scanner))" : "invalid JSON value '\(token)'"
                )
            }
            return literal.text
        }
    }

    private func closingHint(_ scanner: ConfigurationScanner) -> String {
        scanner.current.map { "before '\(Character(UnicodeScalar($0)))'" } ?? "at end of file"
    }

    private mutating func jsonItems(
        _ scanner: inout ConfigurationScanner,
        closing: UInt8,
        depth: Int
    ) throws(ConfigurationError) -> String {
        var items: [(key: String, text: String)] = []
        let isObject = closing == UInt8(ascii: "}")
        skipJSONSpace(&scanner)
        if scanner.current == closing {
            scanner.advance()
            return ""
        }
        while true {
            skipJSONSpace(&scanner)
            var key = ""
            if isObject {
                guard scanner.current == UInt8(ascii: "\"") else {
                    throw scanner.error("expected a key in double quotes")
                }
                key = ConfigurationLiteral.string(try jsonString(&scanner)).text
                skipJSONSpace(&scanner)
                guard scanner.skip(":") else { throw scanner.error("expected ':' after the key \(key)") }
            }
            let text = try json(&scanner, depth: depth + 1)
            if isObject, let index = items.firstIndex(where: { $0.key == key }) {
                items[index].text = text
            } else {
                items.append((key, text))
            }
            skipJSONSpace(&scanner)
            if scanner.current == closing {
                scanner.advance()
                return items.map { isObject ? "\($0.key):\($0.text)" : $0.text }.joined(separator: ",")
            }
            guard scanner.skip(",") else {
                throw scanner.error("expected ',' or '\(Character(UnicodeScalar(closing)))' \(closingHint(scanner))")
            }
        }
    }

    mutating func jsonString(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> String {
        scanner.advance()
        var result: [UInt8] = []
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try jsonEscape(&scanner, into: &result)
            case UInt8(ascii: "#") where evaluatesExpressions && scanner.current == UInt8(ascii: "{"):
                scanner.advance()
                result.append(contentsOf: try embedded(&scanner).text.utf8)
            default:
                result.append(byte)
            }
        }
        throw scanner.error("unexpected end of file in a JSON string")
    }

    private func jsonEscape(
        _ scanner: inout ConfigurationScanner,
        into result: inout [UInt8]
    ) throws(ConfigurationError) {
        guard let byte = scanner.next() else { throw scanner.error("unexpected end of file in a JSON string") }
        switch byte {
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "u"):
            var unit = try hexUnit(&scanner)
            if (0xd800..<0xdc00).contains(unit), scanner.current == UInt8(ascii: "\\"),
                scanner.peek() == UInt8(ascii: "u")
            {
                scanner.advance()
                scanner.advance()
                let low = try hexUnit(&scanner)
                if (0xdc00..<0xe000).contains(low) { unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00) }
            }
            result.append(contentsOf: String(UnicodeScalar(unit).map(Character.init) ?? "\u{fffd}").utf8)
        default: result.append(byte)
        }
    }

    private func hexUnit(_ scanner: inout ConfigurationScanner) throws(ConfigurationError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = scanner.next().flatMap({ Character(UnicodeScalar($0)).hexDigitValue }) else {
                throw scanner.error("expected four hexadecimal digits after '\\u'")
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Blanks, newlines, and comments after `#` or `//`.
    private func skipJSONSpace(_ scanner: inout ConfigurationScanner) {
        while let byte = scanner.current {
            if ConfigurationScanner.isSpace(byte) {
                scanner.advance()
            } else if byte == UInt8(ascii: "#") || (byte == UInt8(ascii: "/") && scanner.peek() == UInt8(ascii: "/")) {
                scanner.skipLine()
            } else {
                return
            }
        }
    }
}
