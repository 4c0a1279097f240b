/// Nothing in the tree is put off.
struct UnfinishedRule: HouseRule {
    let name = "no placeholders and no notes of what is still to be done"

    static let notes: Set<String> = ["TODO", "FIXME", "XXX", "HACK"]

    func violations(in tree: SourceTree) -> [Violation] {
        var found: [Violation] = []
        for file in tree.files {
            if file.baseName.lowercased() == "placeholder" {
                found.append(Violation(path: file.path, message: "a placeholder"))
            }
            if let swift = file.swift {
                for comment in swift.comments {
                    found += notes(in: comment.text, file.path, line: comment.line)
                }
                if swift.tokens.isEmpty {
                    found.append(Violation(path: file.path, message: "a file without code"))
                }
            } else {
                let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
                for (index, line) in lines.enumerated() {
                    found += notes(in: String(line), file.path, line: index + 1)
                }
            }
        }
        return found
    }

    private func notes(in text: String, _ path: String, line: Int) -> [Violation] {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.filter { Self.notes.contains(String($0)) }.map { word in
            Violation(path: path, line: line, message: "\(word)")
        }
    }
}
