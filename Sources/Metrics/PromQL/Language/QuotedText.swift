import TimeSeries

/// Text in quotes: how messages show it, and what a string of a query means.
enum QuotedText {
    static func quote(_ text: String) -> String {
        GoQuotedText.quote(text)
    }

    /// Bytes in double quotes, those that are no UTF-8 as `\xc5`.
    static func quote(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return quote(text) }
        var quoted = ""
        var decoder = UTF8()
        var valid = ""
        var position = bytes.startIndex
        while position < bytes.endIndex {
            var iterator = bytes[position...].makeIterator()
            decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                valid.unicodeScalars.append(scalar)
                position += UTF8.width(scalar)
            } else {
                quoted += quote(valid).dropFirst().dropLast() + "\\x" + String(bytes[position], radix: 16)
                valid = ""
                position += 1
            }
        }
        return "\"" + quoted + quote(valid).dropFirst().dropLast() + "\""
    }

    /// The meaning of a string literal with its quotes; nil where an escape is not one.
    static func unquote(_ literal: String) -> String? {
        bytes(of: literal).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes that a string literal means: escapes as in Go between `"` and `'`, none between backticks.
    static func bytes(of literal: String) -> [UInt8]? {
        var bytes = Array(literal.utf8)
        guard bytes.count >= 2, let quote = bytes.first, quote == bytes.last else { return nil }
        bytes.removeFirst()
        bytes.removeLast()
        if quote == UInt8(ascii: "`") {
            // Go takes carriage returns out of raw strings.
            return bytes.filter { $0 != UInt8(ascii: "\r") }
        }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
                continue
            }
            guard position < bytes.count else { return nil }
            let escape = bytes[position]
            position += 1
            switch escape {
            case UInt8(ascii: "a"): result.append(0x07)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "v"): result.append(0x0B)
            case UInt8(ascii: "\\"), quote: result.append(escape)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                position -= 1
                guard let value = number(in: bytes, &position, digits: 3, radix: 8), value <= 255 else { return nil }
                result.append(UInt8(value))
            case UInt8(ascii: "x"):
                guard let value = number(in: bytes, &position, digits: 2, radix: 16) else { return nil }
                result.append(UInt8(value))
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = escape == UInt8(ascii: "u") ? 4 : 8
                guard let value = number(in: bytes, &position, digits: digits, radix: 16),
                    let scalar = Unicode.Scalar(value)
                else { return nil }
                result.append(contentsOf: String(scalar).utf8)
            default: return nil
            }
        }
        return result
    }

    private static func number(in bytes: [UInt8], _ position: inout Int, digits: Int, radix: UInt32) -> UInt32? {
        guard position + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = hexadecimalDigit(bytes[position]), digit < radix else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: radix)
            guard !overflows else { return nil }
            value = product + digit
            position += 1
        }
        return value
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
