/// Numbers as text, without a locale and without Foundation.
public enum NumberText {
    /// Appends `value` in decimal.
    @inlinable
    public static func appendDecimal(_ value: some BinaryInteger, to bytes: inout [UInt8]) {
        if let value = Int64(exactly: value) {
            appendDecimal(signed: value, to: &bytes)
        } else if let value = UInt64(exactly: value) {
            appendDecimal(unsigned: value, to: &bytes)
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
    }

    /// Appends `value` in decimal with zeros before it to make at least `width` digits.
    public static func appendDecimal(_ value: Int, width: Int, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        var digits = 1
        var rest = magnitude / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        for _ in 0..<max(0, width - digits) { bytes.append(UInt8(ascii: "0")) }
        appendDecimal(unsigned: UInt64(magnitude), to: &bytes)
    }

    @usableFromInline
    static func appendDecimal(signed value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        appendDecimal(unsigned: value.magnitude, to: &bytes)
    }

    @usableFromInline
    static func appendDecimal(unsigned value: UInt64, to bytes: inout [UInt8]) {
        if value < 10 {
            bytes.append(UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0"))
            return
        }
        var digits = 1
        var power: UInt64 = 10
        // Stops at 20 digits: ten to the 20th does not fit, and nothing has more.
        while digits < 20, value >= power {
            digits &+= 1
            power = power &* 10
        }
        bytes.append(addingCapacity: digits) { output in
            // What keeps it right: there is room for `digits` bytes, and each of them is written, from the last on.
            unsafe output.withUnsafeMutableBufferPointer { target, initializedCount in
                var rest = value
                for index in stride(from: digits &- 1, through: 0, by: -1) {
                    let quotient = rest / 10
                    unsafe target[index] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) &+ UInt8(ascii: "0")
                    rest = quotient
                }
                initializedCount = digits
            }
        }
    }

    /// The shortest decimal text that reads back as `value`: "0.1", "1.0", "-0.0", "1e+16", "5e-324", "inf", "nan".
    public static func shortest(_ value: Double) -> String {
        value.description
    }

    /// Appends ``shortest(_:)``.
    public static func appendShortest(_ value: Double, to bytes: inout [UInt8]) {
        var text = value.description
        // What keeps it right: the buffer is copied whole while it is lent.
        text.withUTF8 { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    /// The shortest digits that read back as `value`, never with an exponent and with no fraction that is zero:
    /// "1", "0.1", "100000000000000000000", "+Inf", "-Inf", "NaN". It is what Prometheus writes for a sample.
    public static func plain(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        let exponent = Int(text[text.utf8.index(after: mark)...]) ?? 0
        var digits: [UInt8] = []
        var point = 0
        var hasPoint = false
        for byte in text[..<mark].utf8 {
            switch byte {
            case UInt8(ascii: "-"): continue
            case UInt8(ascii: "."): hasPoint = true
            default:
                digits.append(byte)
                if !hasPoint { point += 1 }
            }
        }
        // "1.0e+20" has a zero behind its point that is no digit of the number.
        if hasPoint, digits.last == UInt8(ascii: "0"), digits.count == point + 1 { digits.removeLast() }
        point += exponent
        var result: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
        if point <= 0 {
            result += [UInt8(ascii: "0"), UInt8(ascii: ".")]
            result += [UInt8](repeating: UInt8(ascii: "0"), count: -point)
            result += digits
        } else if point >= digits.count {
            result += digits
            result += [UInt8](repeating: UInt8(ascii: "0"), count: point - digits.count)
        } else {
            result += digits[..<point]
            result.append(UInt8(ascii: "."))
            result += digits[point...]
        }
        return String(decoding: result, as: UTF8.self)
    }
}
