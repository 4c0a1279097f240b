import QueryDSL

/// Cuts a text into the parts around what was found, and marks it. Cuts are between words.
struct HighlightFragments {
    private let options: HighlightRequest.Options

    init(_ options: HighlightRequest.Options) {
        self.options = options
    }

    /// - Parameter ranges: What was found, ascending.
    func fragments(of text: [UInt8], marking ranges: [Range<Int>]) -> [String] {
        if options.fragmentCount == 0 || text.count <= options.fragmentSize || options.fragmentSize == 0 {
            return [mark(text, 0..<text.count, ranges)]
        }
        var result: [String] = []
        var index = 0
        while index < ranges.count, result.count < options.fragmentCount {
            // The part begins so that what was found stands in its middle third.
            let first = ranges[index]
            var start = max(
                result.isEmpty ? 0 : first.lowerBound - options.fragmentSize / 3,
                first.lowerBound - options.fragmentSize / 3
            )
            if start < 0 { start = 0 }
            while start > 0, start < first.lowerBound, text[start - 1] > 32 { start += 1 }
            var end = min(text.count, max(start + options.fragmentSize, first.upperBound))
            while end < text.count, end > first.upperBound, text[end] > 32 { end -= 1 }
            var inside: [Range<Int>] = []
            while index < ranges.count, ranges[index].upperBound <= end {
                inside.append(ranges[index])
                index += 1
            }
            result.append(mark(text, start..<end, inside))
        }
        return result
    }

    private func mark(_ text: [UInt8], _ part: Range<Int>, _ ranges: [Range<Int>]) -> String {
        var result = ""
        var at = part.lowerBound
        for range in ranges {
            result += plain(text[at..<range.lowerBound])
            result += options.before + plain(text[range]) + options.after
            at = range.upperBound
        }
        return result + plain(text[at..<part.upperBound])
    }

    private func plain(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard options.encodesHTML else { return text }
        return text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#x27;"
            case "/": result += "&#x2F;"
            default: result.append(character)
            }
        }
    }
}
