import PromQL
import TimeSeries

struct NotationError: Error, CustomStringConvertible {
    let description: String
}

/// A line of a script: labels, and values one after another, as in `metric{a="b"} 0+1x4 _ stale`.
struct SeriesNotation {
    enum Value: Equatable {
        case number(Double)
        case omitted
        case histogram
    }

    let labels: Labels
    let values: [Value]

    init(_ line: String) throws {
        let (head, tail) = SeriesNotation.split(line)
        labels = try SeriesNotation.labels(head)
        values = try SeriesNotation.values(tail)
    }

    var hasHistograms: Bool { values.contains(.histogram) }

    /// The labels of a selector that has only equal signs.
    static func labels(_ text: String) throws -> Labels {
        if text.filter({ $0 != " " }) == "{}" { return Labels() }
        guard case .selector(let selector) = try QueryEngine().parse(text) else {
            throw NotationError(description: "not a series: \(text)")
        }
        return Labels(selector.matchers.map { ($0.name, $0.value) })
    }

    /// What stands before the first space outside braces and quotes, and what behind it.
    private static func split(_ line: String) -> (head: String, tail: String) {
        var quote: Character?
        var isEscaped = false
        var isInBraces = false
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                }
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case "{": isInBraces = true
            case "}": isInBraces = false
            case " ", "\t":
                if isInBraces { continue }
                // A name may stand apart from its braces.
                let rest = line[index...].drop { $0 == " " || $0 == "\t" }
                if rest.first == "{", !rest.hasPrefix("{{") { continue }
                return (String(line[..<index]), String(rest))
            default: break
            }
        }
        return (line, "")
    }

    static func values(_ text: String) throws -> [Value] {
        var values: [Value] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard !rest.isEmpty else { return values }
            if rest.hasPrefix("{{") {
                values += try histograms(&rest)
                continue
            }
            let word = rest.prefix { $0 != " " && $0 != "\t" }
            rest = rest.dropFirst(word.count)
            values += try expand(String(word))
        }
    }

    /// `{{…}}`, `{{…}}x3`, `{{…}}+{{…}}x3`: only how many there are is of interest.
    private static func histograms(_ rest: inout Substring) throws -> [Value] {
        var count = 1
        while rest.hasPrefix("{{") {
            var depth = 0
            while let character = rest.first {
                rest = rest.dropFirst()
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                if depth == 0 { break }
            }
            if rest.hasPrefix("+{{") || rest.hasPrefix("-{{") { rest = rest.dropFirst() }
        }
        if rest.first == "x" {
            let digits = rest.dropFirst().prefix { $0.isNumber }
            count = (Int(digits) ?? 0) + 1
            rest = rest.dropFirst(digits.count + 1)
        }
        return Array(repeating: .histogram, count: count)
    }

    private static func expand(_ word: String) throws -> [Value] {
        if word == "_" { return [.omitted] }
        if word == "stale" { return [.number(StaleMarker.value)] }
        if word.hasPrefix("_x"), let count = Int(word.dropFirst(2)) { return Array(repeating: .omitted, count: count) }
        guard let times = word.lastIndex(of: "x") else { return [.number(try number(word))] }
        guard let count = Int(word[word.index(after: times)...]) else {
            throw NotationError(description: "not a count in \(word)")
        }
        let base = word[..<times]
        var operation: String.Index?
        for index in base.indices.dropFirst() where base[index] == "+" || base[index] == "-" {
            let previous = base[base.index(before: index)]
            if previous != "e", previous != "E" { operation = operation ?? index }
        }
        guard let operation else {
            return Array(repeating: .number(try number(String(base))), count: count + 1)
        }
        let start = try number(String(base[..<operation]))
        let step = try number(String(base[operation...]))
        // One after another, as Prometheus's own tests count up.
        var value = start
        var values: [Value] = [.number(value)]
        for _ in 0..<count {
            value += step
            values.append(.number(value))
        }
        return values
    }

    static func number(_ text: String) throws -> Double {
        switch text.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        default: break
        }
        guard let first = text.first, first.isNumber || "+-.".contains(first), let value = Double(text) else {
            throw NotationError(description: "not a number: \(text)")
        }
        return value
    }
}

/// Durations of scripts, in milliseconds: `5m`, `1h30m`, and a plain `0`.
func milliseconds(_ text: some StringProtocol) throws -> Int64 {
    guard case .number(let literal) = try QueryEngine().parse(String(text)) else {
        throw NotationError(description: "not a duration: \(text)")
    }
    return Int64((literal.value * 1000).rounded())
}
