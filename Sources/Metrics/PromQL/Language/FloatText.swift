/// Numbers as Go prints them, which is how Prometheus puts them into labels and messages.
enum FloatText {
    /// Go's `'f', -1`: the shortest digits that give the number back, never an exponent.
    static func plain(_ value: Double) -> String {
        guard let digits = ShortestDigits(value) else { return special(value) }
        let sign = digits.isNegative ? "-" : ""
        if digits.pointPosition <= 0 {
            return sign + "0." + String(repeating: "0", count: -digits.pointPosition) + digits.text
        }
        if digits.pointPosition >= digits.text.count {
            return sign + digits.text + String(repeating: "0", count: digits.pointPosition - digits.text.count)
        }
        let point = digits.text.index(digits.text.startIndex, offsetBy: digits.pointPosition)
        return sign + digits.text[..<point] + "." + digits.text[point...]
    }

    /// Go's `%g`: the shortest digits, with an exponent below 1e-4 and from 1e6 on.
    static func general(_ value: Double) -> String {
        guard let digits = ShortestDigits(value) else { return special(value) }
        if value == 0 { return digits.isNegative ? "-0" : "0" }
        let exponent = digits.pointPosition - 1
        if exponent >= -4, exponent < 6 { return plain(value) }
        let magnitude = exponent < 0 ? -exponent : exponent
        let fraction = digits.text.count > 1 ? "." + digits.text.dropFirst() : ""
        return (digits.isNegative ? "-" : "") + digits.text.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
            + (magnitude < 10 ? "0" : "") + String(magnitude)
    }

    /// Go's `%f`: six digits behind the point.
    static func fixed(_ value: Double) -> String {
        guard value.isFinite else { return special(value) }
        guard value.magnitude < 9e12 else { return plain(value) + ".000000" }
        let scaled = (value.magnitude * 1e6).rounded(.toNearestOrEven)
        let whole = Int64(scaled / 1e6)
        let fraction = String(Int64(scaled) - whole * 1_000_000)
        return (value.sign == .minus ? "-" : "") + "\(whole)." + String(repeating: "0", count: 6 - fraction.count)
            + fraction
    }

    /// OpenMetrics's form: as `%g`, with `.0` behind whole numbers.
    static func openMetrics(_ value: Double) -> String {
        let text = general(value)
        return !value.isFinite || text.contains(".") || text.contains("e") ? text : text + ".0"
    }

    /// What Go's `strconv.ParseFloat` reads: decimal and hexadecimal numbers, infinities and NaN in any case.
    static func parse(_ text: String) -> Double? {
        guard !text.isEmpty, !text.contains("_") else { return nil }
        var unsigned = text.lowercased()[...]
        if unsigned.first == "+" || unsigned.first == "-" { unsigned = unsigned.dropFirst() }
        let sign = text.first == "-" ? -1.0 : 1
        switch unsigned {
        case "inf", "infinity": return sign * .infinity
        case "nan": return .nan
        default:
            guard let first = unsigned.first, first.isNumber || first == "." else { return nil }
            guard let value = LiteralValue.number(String(unsigned)) else { return Double(text) }
            // Numbers with leading zeros are decimal here, unlike in queries.
            return first == "0" ? Double(text) ?? sign * value : sign * value
        }
    }

    private static func special(_ value: Double) -> String {
        value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
    }
}

/// The shortest decimal digits that name a finite number: `0.` and `text`, times ten to `pointPosition`.
private struct ShortestDigits {
    var isNegative: Bool
    var text: String
    var pointPosition: Int

    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        isNegative = value.sign == .minus
        var digits = ""
        var point: Int?
        var exponent = 0
        var rest = value.magnitude.description[...]
        if let marker = rest.firstIndex(of: "e") {
            exponent = Int(rest[rest.index(after: marker)...]) ?? 0
            rest = rest[..<marker]
        }
        for character in rest {
            if character == "." { point = digits.count } else { digits.append(character) }
        }
        var position = (point ?? digits.count) + exponent
        let leading = digits.prefix { $0 == "0" }.count
        digits.removeFirst(leading)
        position -= leading
        while digits.last == "0" { digits.removeLast() }
        text = digits.isEmpty ? "0" : digits
        pointPosition = digits.isEmpty ? 1 : position
    }
}
