extension SwiftText {
    struct Import: Hashable {
        var module: String
        var line: Int
    }

    /// The modules that are imported, without submodules.
    var imports: [Import] {
        var found: [Import] = []
        for (index, token) in tokens.enumerated() where token.isWord("import") {
            if index > 0, tokens[index - 1].isSign(".") || tokens[index - 1].isSign("`") { continue }
            var next = index + 1
            let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
            if next < tokens.count, kinds.contains(tokens[next].text) { next += 1 }
            guard next < tokens.count, tokens[next].kind == .word else { continue }
            found.append(Import(module: tokens[next].text, line: token.line))
        }
        return found
    }

    /// The names of all types that are declared anywhere in the text.
    var declaredTypes: Set<String> {
        names(after: ["struct", "class", "enum", "actor", "protocol", "typealias"])
    }

    /// The names of all functions.
    var declaredFunctions: Set<String> {
        names(after: ["func"])
    }

    /// The names of the types that are extended: all parts of `A.B`, and both "Array" and "A" for `[A]`.
    var extendedNames: Set<String> {
        var found = names(after: ["extension"])
        for (index, token) in tokens.enumerated() where token.isWord("extension") {
            var next = index + 1
            if next < tokens.count, tokens[next].isSign("[") {
                found.insert("Array")
                if next + 1 < tokens.count, tokens[next + 1].kind == .word { found.insert(tokens[next + 1].text) }
            }
            while next + 2 < tokens.count, tokens[next + 1].isSign("."), tokens[next + 2].kind == .word {
                found.insert(tokens[next + 2].text)
                next += 2
            }
        }
        return found
    }

    private func names(after keywords: Set<String>) -> Set<String> {
        var found: Set<String> = []
        for (index, token) in tokens.enumerated() where token.kind == .word && keywords.contains(token.text) {
            if index > 0, tokens[index - 1].isWord("import") { continue }
            var next = index + 1
            while next < tokens.count, tokens[next].isSign("`") { next += 1 }
            if next < tokens.count, tokens[next].kind == .word { found.insert(tokens[next].text) }
        }
        return found
    }
}
