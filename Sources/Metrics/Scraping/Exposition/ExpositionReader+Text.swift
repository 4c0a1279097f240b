import Bytes

// Prometheus's text format, version 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

extension ExpositionReader {
    mutating func nextOfText() throws(ExpositionError) -> ExpositionEntry? {
        while true {
            skipBlanks()
            switch peek {
            case nil: return nil
            case UInt8(ascii: "\n"): position += 1
            case UInt8(ascii: "#"): return try commentOfText()
            default: return .sample(try sampleOfText())
            }
        }
    }

    private mutating func commentOfText() throws(ExpositionError) -> ExpositionEntry {
        position += 1
        let afterSign = position
        skipBlanks()
        // "#HELP" without a blank is a comment like any other.
        guard position > afterSign else {
            _ = takeRestOfLine()
            return .comment
        }
        let isHelp = takeKeyword("HELP")
        guard isHelp || takeKeyword("TYPE") else {
            _ = takeRestOfLine()
            return .comment
        }
        let name = try takeMetadataName()
        if let byte = peek, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t"), byte != UInt8(ascii: "\n") {
            throw expected("a blank after the metric name")
        }
        skipBlanks()
        let text = takeRestOfLine()
        if isHelp {
            guard UTF8Text.isValid(Array(bytes[text])) else {
                throw error("a help text that is not valid UTF-8", at: text.lowerBound)
            }
            return .help(name: name, text: text)
        }
        let word = shown(text).trimmingBlanks
        switch word {
        case "counter", "gauge", "histogram", "summary":
            return .type(name: name, MetricType(rawValue: word) ?? .unknown)
        case "untyped": return .type(name: name, .unknown)
        default: throw error("invalid metric type \"\(word)\"", at: text.lowerBound)
        }
    }

    /// The word, and the blanks that must follow it.
    private mutating func takeKeyword(_ word: StaticString) -> Bool {
        let start = position
        guard take(word), let next = peek, next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") else {
            position = start
            return false
        }
        skipBlanks()
        return true
    }

    private mutating func sampleOfText() throws(ExpositionError) -> ExpositionSample {
        let series = try takeSeries()
        skipBlanks()
        let word = takeWord()
        guard !word.isEmpty else { throw expected("a value after the metric") }
        var sample = ExpositionSample(series: series, value: try number(word))
        skipBlanks()
        if peek != nil, peek != UInt8(ascii: "\n") {
            let time = takeWord()
            guard let milliseconds = NumberText.parseInt64(bytes, in: time), bytes[time.lowerBound] != UInt8(ascii: "+")
            else {
                throw error("expected a timestamp or the end of the line, got \"\(shown(time))\"", at: time.lowerBound)
            }
            sample.timestamp = milliseconds
            skipBlanks()
        }
        guard isAtEnd || take(UInt8(ascii: "\n")) else { throw expected("the end of the line") }
        return sample
    }
}

extension String {
    /// Without blanks, tabs and carriage returns at both ends.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
