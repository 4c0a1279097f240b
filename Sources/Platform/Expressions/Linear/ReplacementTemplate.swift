/// A text with references to groups, in Go's notation.
struct ReplacementTemplate {
    enum Reference: Equatable {
        case number(Int)
        case name(String)
    }

    enum Part: Equatable {
        case text([UInt8])
        case group(Reference)
    }

    private(set) var parts: [Part] = []

    init(_ template: String) {
        let bytes = Array(template.utf8)
        var text: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "$") else {
                text.append(bytes[at])
                at += 1
                continue
            }
            if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "$") {
                text.append(bytes[at])
                at += 2
            } else if let (reference, end) = Self.reference(in: bytes, at: at + 1) {
                if !text.isEmpty { parts.append(.text(text)) }
                text = []
                parts.append(.group(reference))
                at = end
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    func expand(into output: inout [UInt8], _ fill: (Reference, inout [UInt8]) -> Void) {
        for part in parts {
            switch part {
            case .text(let text): output.append(contentsOf: text)
            case .group(let reference): fill(reference, &output)
            }
        }
    }

    /// What stands behind a dollar sign, and where it ends.
    private static func reference(in bytes: [UInt8], at start: Int) -> (Reference, end: Int)? {
        let braced = start < bytes.count && bytes[start] == UInt8(ascii: "{")
        let nameStart = braced ? start + 1 : start
        let name = String(decoding: bytes[nameStart...], as: UTF8.self).unicodeScalars.prefix { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
                true
            default:
                scalar == "_"
            }
        }
        let text = String(name)
        let nameEnd = nameStart + text.utf8.count
        guard !text.isEmpty else { return nil }
        if braced {
            guard nameEnd < bytes.count, bytes[nameEnd] == UInt8(ascii: "}") else { return nil }
        }
        let end = braced ? nameEnd + 1 : nameEnd
        if text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            // Go gives up at 10⁸ and takes it for a name that no group has.
            return (text.utf8.count <= 8 ? Int(text).map(Reference.number) ?? .name(text) : .name(text), end)
        }
        return (.name(text), end)
    }
}
