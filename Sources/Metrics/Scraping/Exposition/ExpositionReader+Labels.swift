import Bytes

extension ExpositionReader {
    /// Reads `{…}` from the brace on. A quoted string without a value is the metric's name, which may then not stand
    /// before the brace.
    mutating func takeLabels(
        metricName: inout Range<Int>?,
        ofExemplar: Bool = false
    ) throws(ExpositionError) {
        position += 1
        skipBlanksInText()
        while !take(UInt8(ascii: "}")) {
            let labelName: Range<Int>
            let isQuoted = peek == UInt8(ascii: "\"")
            if isQuoted {
                labelName = try takeQuoted(allowingNewline: false)
            } else if let found = takeName(allowingColon: false) {
                labelName = found
            } else {
                throw expected("a label name")
            }
            skipBlanksInText()
            if isQuoted, !ofExemplar, peek == UInt8(ascii: ",") || peek == UInt8(ascii: "}") {
                guard metricName == nil else {
                    throw error("the metric's name is there twice", at: labelName.lowerBound)
                }
                metricName = labelName
            } else {
                guard take(UInt8(ascii: "=")) else { throw expected("\"=\" after a label name") }
                skipBlanksInText()
                guard peek == UInt8(ascii: "\"") else { throw expected("a label value in quotes") }
                let value = try takeQuoted(allowingNewline: format == .text)
                if ofExemplar {
                    exemplarRanges.append((labelName, value))
                } else {
                    labelRanges.append((labelName, value))
                }
                skipBlanksInText()
            }
            // One comma may stand after the last label.
            if take(UInt8(ascii: ",")) {
                skipBlanksInText()
                if isStrict, peek == UInt8(ascii: "}") { throw expected("a label after \",\"") }
            } else if peek != UInt8(ascii: "}") {
                throw expected("\",\" or \"}\" after a label")
            }
        }
    }

    /// Metric name and labels, in any of their three forms: `name`, `name{…}`, `{"name",…}`.
    mutating func takeSeries() throws(ExpositionError) -> Range<Int> {
        let start = position
        labelRanges.removeAll(keepingCapacity: true)
        exemplarRanges.removeAll(keepingCapacity: true)
        var metricName: Range<Int>?
        if peek != UInt8(ascii: "{") {
            guard let found = takeName(allowingColon: true) else { throw expected("a metric name") }
            metricName = found
        }
        var end = position
        skipBlanksInText()
        if peek == UInt8(ascii: "{") {
            try takeLabels(metricName: &metricName)
            end = position
        }
        guard let metricName, !metricName.isEmpty else { throw error("a sample without a metric name", at: start) }
        name = metricName
        return start..<end
    }

    /// The text format may have blanks between its tokens, OpenMetrics may not.
    mutating func skipBlanksInText() {
        if format == .text { skipBlanks() }
    }

    /// A metric name in a `# TYPE` or `# HELP` line, plain or in quotes.
    mutating func takeMetadataName() throws(ExpositionError) -> Range<Int> {
        if peek == UInt8(ascii: "\"") { return try takeQuoted(allowingNewline: false) }
        guard let found = takeName(allowingColon: true) else { throw expected("a metric name") }
        return found
    }
}
