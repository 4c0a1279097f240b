/// A file on disk or on the wire is a page before it is code.
struct FormatRule: HouseRule {
    let name = "each eight-byte magic has a page in docs/format that names it"

    func violations(in tree: SourceTree) -> [Violation] {
        let pages = tree.pages.filter { $0.path.hasPrefix("docs/format/") }
        var found: [Violation] = []
        for (file, swift) in tree.swiftFiles where file.path.hasPrefix("Sources/") {
            for magic in swift.magics where !pages.contains(where: { $0.text.contains("`\(magic.text)`") }) {
                let message = "no page in docs/format names the magic `\(magic.text)`"
                found.append(Violation(path: file.path, line: magic.line, message: message))
            }
        }
        return found
    }
}

extension SwiftText {
    /// The strings of eight bytes in `let magic = Array("MRTSRLOG".utf8)`, with or without a type.
    fileprivate var magics: [SwiftToken] {
        tokens.indices.dropLast().compactMap { index in
            guard tokens[index].isWord("let"), tokens[index + 1].text.lowercased().hasSuffix("magic") else {
                return nil
            }
            let value = SwiftCall.expression(tokens[(index + 2)...]).prefix { !$0.isWord("static") }
            return value.first { $0.kind == .string && $0.text.utf8.count == 8 }
        }
    }
}
