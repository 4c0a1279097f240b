// What keeps it right: the buffers are lent by `withUnsafeBytes` or `withUTF8` and read only inside of those calls; the
// slicing subscript checks the range; every offset is compared with the count just before the byte is read.

extension NumberText {
    /// The whole of `bytes` as a decimal integer with an optional sign; nil for anything else or out of range.
    public static func parseInt64(_ bytes: RawSpan) -> Int64? {
        unsafe bytes.withUnsafeBytes { buffer in unsafe parseInt64(buffer) }
    }

    /// A part of `bytes` as a decimal integer with an optional sign; nil for anything else or out of range.
    public static func parseInt64(_ bytes: [UInt8], in range: Range<Int>) -> Int64? {
        unsafe bytes[range].withUnsafeBytes { buffer in unsafe parseInt64(buffer) }
    }

    /// The whole of `bytes` as a decimal integer without a sign; nil for anything else or out of range.
    public static func parseUInt64(_ bytes: RawSpan) -> UInt64? {
        unsafe bytes.withUnsafeBytes { buffer in unsafe parseMagnitude(buffer, from: 0) }
    }

    /// A part of `bytes` as a decimal integer without a sign; nil for anything else or out of range.
    public static func parseUInt64(_ bytes: [UInt8], in range: Range<Int>) -> UInt64? {
        unsafe bytes[range].withUnsafeBytes { buffer in unsafe parseMagnitude(buffer, from: 0) }
    }

    /// The whole of `bytes` as a double, rounded to the nearest: an optional sign, then digits with an optional point
    /// and an optional exponent, or "inf", "infinity", "nan" in any case. Too large a number is infinite, as in
    /// IEEE 754; nil for anything else.
    public static func parseDouble(_ bytes: RawSpan) -> Double? {
        unsafe bytes.withUnsafeBytes { buffer in unsafe parseDouble(buffer) }
    }

    /// A part of `bytes` as a double; see ``parseDouble(_:)-(RawSpan)``.
    public static func parseDouble(_ bytes: [UInt8], in range: Range<Int>) -> Double? {
        unsafe bytes[range].withUnsafeBytes { buffer in unsafe parseDouble(buffer) }
    }

    /// A text as a double; see ``parseDouble(_:)-(RawSpan)``.
    public static func parseDouble(_ text: some StringProtocol) -> Double? {
        var text = String(text)
        return text.withUTF8 { buffer in unsafe parseDouble(UnsafeRawBufferPointer(buffer)) }
    }

    @unsafe
    static func parseInt64(_ buffer: UnsafeRawBufferPointer) -> Int64? {
        guard let first = unsafe buffer.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let from = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        guard let magnitude = unsafe parseMagnitude(buffer, from: from) else { return nil }
        if !isNegative { return Int64(exactly: magnitude) }
        return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }

    @unsafe
    static func parseMagnitude(_ buffer: UnsafeRawBufferPointer, from: Int) -> UInt64? {
        guard from < buffer.count else { return nil }
        var value: UInt64 = 0
        for index in from..<buffer.count {
            let digit = unsafe buffer[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            if index &- from < 19 {
                value = value &* 10 &+ UInt64(digit)
            } else {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
                guard !overflow, !carry else { return nil }
                value = sum
            }
        }
        return value
    }

    /// The powers of ten that a double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Numbers of few digits take one exact multiplication or division (W. Clinger, "How to Read Floating Point
    /// Numbers Accurately", 1990); the rest goes to the standard library.
    @unsafe
    static func parseDouble(_ buffer: UnsafeRawBufferPointer) -> Double? {
        let count = buffer.count
        guard count > 0 else { return nil }
        var at = 0
        let isNegative = unsafe buffer[0] == UInt8(ascii: "-")
        if isNegative { at = 1 } else if unsafe buffer[0] == UInt8(ascii: "+") { at = 1 }

        var mantissa: UInt64 = 0
        var digits = 0
        var significant = 0
        var exponent = 0
        while at < count {
            let digit = unsafe buffer[at] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if significant < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
            if mantissa != 0 { significant &+= 1 }
            digits &+= 1
            at &+= 1
        }
        if at < count, unsafe buffer[at] == UInt8(ascii: ".") {
            at &+= 1
            while at < count {
                let digit = unsafe buffer[at] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                if significant < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
                if mantissa != 0 { significant &+= 1 }
                digits &+= 1
                exponent &-= 1
                at &+= 1
            }
        }
        guard digits > 0 else { return unsafe parseSpecial(buffer, from: at, isNegative: isNegative) }
        if at < count, unsafe buffer[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            var isBelow = false
            if at < count, unsafe buffer[at] == UInt8(ascii: "-") || buffer[at] == UInt8(ascii: "+") {
                isBelow = unsafe buffer[at] == UInt8(ascii: "-")
                at &+= 1
            }
            guard at < count else { return nil }
            var written = 0
            while at < count {
                let digit = unsafe buffer[at] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                // Far beyond what any mantissa could bring back into range, and far from overflow.
                if written < 1_000_000_000 { written = written &* 10 &+ Int(digit) }
                at &+= 1
            }
            exponent &+= isBelow ? 0 &- written : written
        }
        guard at == count else { return nil }

        if mantissa == 0 { return isNegative ? -0.0 : 0.0 }
        if significant <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let whole = Double(mantissa)
            let value = exponent < 0 ? whole / exactPowers[0 &- exponent] : whole * exactPowers[exponent]
            return isNegative ? -value : value
        }
        return unsafe Double(String(decoding: buffer, as: UTF8.self))
    }

    /// "inf", "infinity" and "nan" in any case.
    @unsafe
    private static func parseSpecial(_ buffer: UnsafeRawBufferPointer, from: Int, isNegative: Bool) -> Double? {
        guard from + 3 <= buffer.count, from + 8 >= buffer.count else { return nil }
        let word = unsafe buffer[from...].map { $0 | 0x20 }
        if word.elementsEqual("inf".utf8) || word.elementsEqual("infinity".utf8) {
            return isNegative ? -Double.infinity : .infinity
        }
        return word.elementsEqual("nan".utf8) ? .nan : nil
    }
}
