/// What number literals mean.
enum LiteralValue {
    /// The value of a number as the lexer takes it: decimal, hexadecimal, octal with a leading zero, `Inf`, `NaN`.
    static func number(_ text: String) -> Double? {
        switch text.lowercased() {
        case "inf": return .infinity
        case "nan": return .nan
        default: break
        }
        let digits = text.filter { $0 != "_" }
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        if isHexadecimal { return integer(digits.dropFirst(2), radix: 16) }
        if digits.count > 1, digits.hasPrefix("0"), digits.allSatisfy({ $0 >= "0" && $0 <= "7" }) {
            return integer(digits.dropFirst(1), radix: 8)
        }
        var decimal = digits
        if decimal.hasPrefix(".") { decimal = "0" + decimal }
        if let point = decimal.firstIndex(of: ".") {
            let behind = decimal.index(after: point)
            if behind == decimal.endIndex || decimal[behind] == "e" || decimal[behind] == "E" {
                decimal.insert("0", at: behind)
            }
        }
        return Double(decimal)
    }

    private static func integer(_ digits: Substring, radix: Int) -> Double? {
        Int64(digits, radix: radix).map { Double($0) }
    }

    /// The seconds of a duration such as `1h30m`: units from long to short, each at most once.
    static func duration(_ text: String) -> Result<Double, DurationTextError> {
        let units: [(name: String, milliseconds: Int64)] = [
            ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
            ("ms", 1),
        ]
        var allowed = 0
        var total: Int64 = 0
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let digits = rest.prefix { Lexer.isDigit($0) }
            rest = rest.dropFirst(digits.count)
            let name = String(decoding: rest.prefix { !Lexer.isDigit($0) }, as: UTF8.self)
            rest = rest.dropFirst(name.utf8.count)
            guard let index = units.firstIndex(where: { $0.name == name }), index >= allowed else {
                return .failure(.malformed)
            }
            allowed = index + 1
            guard let count = Int64(String(decoding: digits, as: UTF8.self)) else { return .failure(.outOfRange) }
            let (product, overflows) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            let (sum, overflowsSum) = total.addingReportingOverflow(product)
            // Go's durations count nanoseconds.
            guard !overflows, !overflowsSum, sum < 9_223_372_036_854 else { return .failure(.outOfRange) }
            total = sum
        }
        return .success(Double(total) / 1000)
    }

    enum DurationTextError: Error {
        case malformed
        case outOfRange
    }
}
