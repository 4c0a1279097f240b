extension LinearExpression {
    /// Fills in a template with the groups of a match, as `captures` gives them.
    ///
    /// Go's `Regexp.Expand`, which Prometheus's relabelling and `label_replace` are defined by: `$1`, `${1}`, `$name` and
    /// `${name}` are groups, `$$` is a dollar sign. A name is as long as letters, digits and underscores go, so that `$1x`
    /// is `${1x}`. A group that is not there or took no part is empty; a dollar sign with nothing of that sort behind it
    /// is itself.
    public func expand(_ template: String, of match: [String?]) -> String {
        var expanded: [UInt8] = []
        ReplacementTemplate(template).expand(into: &expanded) { reference, output in
            if let text = group(reference).flatMap({ $0 < match.count ? match[$0] : nil }) {
                output.append(contentsOf: text.utf8)
            }
        }
        return String(decoding: expanded, as: UTF8.self)
    }

    /// The template filled in with the groups of the text's first match; nil where it does not match.
    public func expand(_ template: String, of text: String) -> String? {
        captures(text).map { expand(template, of: $0) }
    }

    /// The text with all matches, from left to right and without overlap, replaced by the filled-in template: Go's
    /// `ReplaceAllString`.
    public func replace(_ text: String, with template: String) -> String {
        let utf8 = Array(text.utf8)
        let template = ReplacementTemplate(template)
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        var copied = 0
        var position = 0
        var lastEnd = -1
        while position <= utf8.count, let match = firstMatch(in: utf8, from: position), let whole = match[0] {
            // An empty match right behind another is not one.
            if !(whole.isEmpty && whole.lowerBound == lastEnd) {
                output.append(contentsOf: utf8[copied..<whole.lowerBound])
                template.expand(into: &output) { reference, output in
                    if let range = group(reference).flatMap({ $0 < match.count ? match[$0] : nil }) {
                        output.append(contentsOf: utf8[range])
                    }
                }
                copied = whole.upperBound
            }
            lastEnd = whole.upperBound
            if whole.isEmpty {
                // One character on, not one byte.
                position = whole.upperBound + 1
                while position < utf8.count, utf8[position] & 0xC0 == 0x80 { position += 1 }
            } else {
                position = whole.upperBound
            }
            if anchored { break }
        }
        output.append(contentsOf: utf8[copied...])
        return String(decoding: output, as: UTF8.self)
    }

    private func group(_ reference: ReplacementTemplate.Reference) -> Int? {
        switch reference {
        case .number(let number): number
        case .name(let name): groupNames.lastIndex(of: name)
        }
    }
}
