import Bytes
public import TimeSeries

/// Reads an exposition line by line, in place: what it finds are ranges of the bytes, and a series that the caller knows
/// by its bytes costs no allocation.
///
/// It is as strict as Prometheus's own parsers: what they refuse is an error here.
public struct ExpositionReader {
    public let bytes: [UInt8]
    public let format: ExpositionFormat
    /// Whether it also refuses what OpenMetrics forbids and Prometheus takes: a comma behind the last label.
    let isStrict: Bool
    var position = 0

    // Of the sample that was read last.
    var name: Range<Int> = 0..<0
    var labelRanges: [(name: Range<Int>, value: Range<Int>)] = []
    /// The labels of its exemplar.
    var exemplarRanges: [(name: Range<Int>, value: Range<Int>)] = []

    public init(_ bytes: [UInt8], format: ExpositionFormat) {
        self.init(bytes, format: format, isStrict: false)
    }

    init(_ bytes: [UInt8], format: ExpositionFormat, isStrict: Bool) {
        self.bytes = bytes
        self.format = format
        self.isStrict = isStrict
    }

    /// The next line; nil at the end.
    public mutating func next() throws(ExpositionError) -> ExpositionEntry? {
        switch format {
        case .text: try nextOfText()
        case .openMetrics: try nextOfOpenMetrics()
        }
    }

    /// The labels of the sample that was read last, sorted, as they were written.
    public func labels() throws(ExpositionError) -> Labels {
        try labels(name: name, labelRanges)
    }

    /// The names of the labels that were written with an empty value, which ``labels()`` leaves out. With honor_labels
    /// such a label keeps the target's own of that name away.
    public var emptyLabelNames: [String] {
        labelRanges.filter { $0.value.isEmpty }.map { text($0.name) }
    }

    /// The labels of the exemplar of the sample that was read last.
    public func exemplarLabels() throws(ExpositionError) -> Labels {
        try labels(name: nil, exemplarRanges)
    }

    private func labels(
        name: Range<Int>?,
        _ ranges: [(name: Range<Int>, value: Range<Int>)]
    ) throws(ExpositionError) -> Labels {
        var labels: [Label] = []
        labels.reserveCapacity(ranges.count + 1)
        if let name { labels.append(Label(name: Label.metricName, value: text(name))) }
        for range in ranges {
            let label = Label(name: text(range.name), value: text(range.value))
            guard !labels.contains(where: { $0.name.utf8.elementsEqual(label.name.utf8) }) else {
                throw error("label name \"\(label.name)\" is not unique", at: range.name.lowerBound)
            }
            labels.append(label)
        }
        return Labels(labels)
    }

    /// A name or value without its escapes: `\\`, `\"` and `\n`; any other pair stays as it is.
    public func text(_ range: Range<Int>) -> String {
        guard ByteScan.firstIndex(of: UInt8(ascii: "\\"), in: bytes, range: range) != nil else {
            return String(decoding: bytes[range], as: UTF8.self)
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < range.upperBound {
                switch bytes[index + 1] {
                case UInt8(ascii: "\\"): plain.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "\""): plain.append(UInt8(ascii: "\""))
                case UInt8(ascii: "n"): plain.append(UInt8(ascii: "\n"))
                case let other: plain += [byte, other]
                }
                index += 2
            } else {
                plain.append(byte)
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    // MARK: Scanning

    var isAtEnd: Bool { position >= bytes.count }

    /// The byte at the position; nil at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    mutating func take(_ word: StaticString) -> Bool {
        let text = "\(word)"
        guard bytes.count - position >= text.utf8.count,
            bytes[position..<position + text.utf8.count].elementsEqual(text.utf8)
        else { return false }
        position += text.utf8.count
        return true
    }

    /// Blanks and tabs.
    mutating func skipBlanks() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
    }

    /// A metric name (with colons) or a label name (without) from the position on; nil where none begins there.
    mutating func takeName(allowingColon: Bool) -> Range<Int>? {
        let start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where position > start: break
            case UInt8(ascii: ":") where allowingColon: break
            default: return position > start ? start..<position : nil
            }
            position += 1
        }
        return position > start ? start..<position : nil
    }

    /// What stands in double quotes from the position on, without them.
    mutating func takeQuoted(allowingNewline: Bool) throws(ExpositionError) -> Range<Int> {
        position += 1
        let start = position
        var isASCII = true
        while let byte = peek {
            if byte >= 0x80 { isASCII = false }
            switch byte {
            case UInt8(ascii: "\""):
                let range = start..<position
                guard isASCII || UTF8Text.isValid(Array(bytes[range])) else {
                    throw error("invalid UTF-8 in quotes", at: start)
                }
                position += 1
                return range
            case UInt8(ascii: "\\"):
                position += 1
                if isAtEnd { throw error("quotes that do not end", at: start - 1) }
                if !allowingNewline, peek == UInt8(ascii: "\n") { throw error("a line end in quotes", at: start - 1) }
            case UInt8(ascii: "\n") where !allowingNewline:
                throw error("a line end in quotes", at: start - 1)
            default:
                break
            }
            position += 1
        }
        throw error("quotes that do not end", at: start - 1)
    }

    /// Everything up to a blank or the end of the line, and in the text format also up to a tab or a brace.
    mutating func takeWord() -> Range<Int> {
        let start = position
        while let byte = peek, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n") {
            if format == .text, byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "{") { break }
            position += 1
        }
        return start..<position
    }

    /// What is left of the line; the position moves behind its end.
    mutating func takeRestOfLine() -> Range<Int> {
        let start = position
        let end = ByteScan.firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: position) ?? bytes.count
        position = min(end + 1, bytes.count)
        return start..<end
    }

    /// A number as Go reads it, without its hexadecimal forms and digit separators, which Prometheus refuses too.
    func number(_ range: Range<Int>) throws(ExpositionError) -> Double {
        guard !range.isEmpty, let value = NumberText.parseDouble(bytes, in: range) else {
            throw error("\"\(shown(range))\" is not a number", at: range.lowerBound)
        }
        if value.isNaN {
            guard bytes[range.lowerBound] | 0x20 == UInt8(ascii: "n") else {
                throw error("\"\(shown(range))\" is not a number", at: range.lowerBound)
            }
            return StaleMarker.ordinaryNaN
        }
        if value.isInfinite, bytes[range].contains(where: { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            throw error("\"\(shown(range))\" is out of range", at: range.lowerBound)
        }
        return value
    }

    // MARK: Errors

    func error(_ reason: String, at offset: Int) -> ExpositionError {
        var line = 1
        for byte in bytes.prefix(offset) where byte == UInt8(ascii: "\n") { line += 1 }
        return ExpositionError(line: line, offset: offset, reason: reason)
    }

    /// `expected X, got Y` for what stands at the position.
    func expected(_ what: String) -> ExpositionError {
        let found =
            switch peek {
            case nil: "the end"
            case UInt8(ascii: "\n"): "the end of the line"
            default: "\"" + shown(position..<min(position + 20, lineEnd)) + "\""
            }
        return error("expected \(what), got \(found)", at: position)
    }

    private var lineEnd: Int {
        ByteScan.firstIndex(of: UInt8(ascii: "\n"), in: bytes, from: position) ?? bytes.count
    }

    func shown(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].prefix(60), as: UTF8.self)
    }
}
