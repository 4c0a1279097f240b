import Bytes

// OpenMetrics 1.0, as far as the grammar goes: https://github.com/prometheus/OpenMetrics. What the specification says
// about groups of lines is for OpenMetricsValidator.

extension ExpositionReader {
    mutating func nextOfOpenMetrics() throws(ExpositionError) -> ExpositionEntry? {
        switch peek {
        case nil: throw error("the data does not end with # EOF", at: bytes.count)
        case UInt8(ascii: "#"): return try metadataOfOpenMetrics()
        default: return .sample(try sampleOfOpenMetrics())
        }
    }

    private mutating func metadataOfOpenMetrics() throws(ExpositionError) -> ExpositionEntry? {
        if take("# EOF") {
            guard isAtEnd || (take(UInt8(ascii: "\n")) && isAtEnd) else {
                throw error("data after # EOF", at: position)
            }
            return nil
        }
        if take("# TYPE ") {
            let (name, text) = try metadataNameAndText()
            guard let type = MetricType(rawValue: shown(text)) else {
                throw error("invalid metric type \"\(shown(text))\"", at: text.lowerBound)
            }
            return .type(name: name, type)
        }
        if take("# HELP ") {
            let (name, text) = try metadataNameAndText()
            guard UTF8Text.isValid(Array(bytes[text])) else {
                throw error("a help text that is not valid UTF-8", at: text.lowerBound)
            }
            return .help(name: name, text: text)
        }
        if take("# UNIT ") {
            let (name, text) = try metadataNameAndText()
            if !text.isEmpty {
                let hasSuffix =
                    name.count > text.count
                    && bytes[name].suffix(text.count).elementsEqual(bytes[text])
                    && bytes[name.upperBound - text.count - 1] == UInt8(ascii: "_")
                guard hasSuffix else {
                    throw error(
                        "unit \"\(shown(text))\" is no suffix of metric \"\(shown(name))\"",
                        at: text.lowerBound
                    )
                }
            }
            return .unit(name: name, unit: text)
        }
        throw expected("HELP, TYPE, UNIT or EOF after # and one blank")
    }

    /// A name, one blank, and the rest of the line, which must have an end.
    private mutating func metadataNameAndText() throws(ExpositionError) -> (name: Range<Int>, text: Range<Int>) {
        let name = try takeMetadataName()
        guard take(UInt8(ascii: " ")) else { throw expected("one blank after the metric name") }
        let text = takeRestOfLine()
        guard text.upperBound < bytes.count else { throw error("the data does not end with # EOF", at: bytes.count) }
        return (name, text)
    }

    private mutating func sampleOfOpenMetrics() throws(ExpositionError) -> ExpositionSample {
        let series = try takeSeries()
        guard take(UInt8(ascii: " ")) else { throw expected("one blank before the value") }
        let word = takeWord()
        guard !word.isEmpty else { throw expected("a value after the metric") }
        var sample = ExpositionSample(series: series, value: try number(word))
        if peek == UInt8(ascii: " "), !isExemplarNext {
            position += 1
            sample.timestamp = try timestamp()
        }
        if isExemplarNext {
            // Behind " # " stands the brace.
            position += 3
            sample.exemplar = try exemplar()
        }
        try endOfLine()
        return sample
    }

    private var isExemplarNext: Bool {
        bytes.count - position >= 4 && bytes[position..<position + 4].elementsEqual(" # {".utf8)
    }

    private mutating func exemplar() throws(ExpositionError) -> ExpositionSample.Exemplar {
        var name: Range<Int>?
        try takeLabels(metricName: &name, ofExemplar: true)
        guard take(UInt8(ascii: " ")) else { throw expected("one blank before the exemplar's value") }
        let word = takeWord()
        guard !word.isEmpty else { throw expected("the exemplar's value") }
        var exemplar = ExpositionSample.Exemplar(value: try number(word))
        if take(UInt8(ascii: " ")) { exemplar.timestamp = try timestamp() }
        return exemplar
    }

    /// Seconds with a fraction, as milliseconds, of which the rest is cut off.
    private mutating func timestamp() throws(ExpositionError) -> Int64 {
        let word = takeWord()
        let seconds = try number(word)
        guard seconds.isFinite else { throw error("invalid timestamp \"\(shown(word))\"", at: word.lowerBound) }
        // What is millions of years away stands for the end of time.
        return Int64(exactly: (seconds * 1000).rounded(.towardZero)) ?? (seconds < 0 ? .min : .max)
    }

    private mutating func endOfLine() throws(ExpositionError) {
        if isAtEnd { throw error("the data does not end with # EOF", at: position) }
        guard take(UInt8(ascii: "\n")) else { throw expected("the end of the line") }
    }
}
