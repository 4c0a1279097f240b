/// What Package.swift declares, read from its text: it is written in one way, by a few helper functions.
struct Manifest {
    struct Target: Hashable {
        var name: String
        /// "Sources/Platform/Bytes"
        var path: String
        /// Targets of the package and products of others.
        var dependencies: Set<String>
        /// Where it is declared.
        var line: Int
        /// Whether it was declared by `library`: programs and tests get some dependencies without asking.
        var isLibrary: Bool
    }

    private(set) var targets: [Target] = []
    /// The products of other packages that constants name.
    private(set) var products: Set<String> = []

    private var constants: [String: [String]] = [:]
    private let tokens: [SwiftToken]

    init(_ text: String) {
        tokens = SwiftText(text).tokens
        readConstants()
        let programExtras = extras(ofFunction: "program")
        let testExtras = extras(ofFunction: "tests")
        for index in tokens.indices where tokens[index].kind == .word {
            guard let arguments = arguments(at: index), index == 0 || !tokens[index - 1].isWord("func") else {
                continue
            }
            let line = tokens[index].line
            let strings = arguments.filter { $0.kind == .string }.map(\.text)
            switch tokens[index].text {
            case "library" where strings.count >= 2:
                let rest = dependencies(in: arguments, skippingStrings: 2)
                add(strings[1], path: "Sources/\(strings[0])/\(strings[1])", rest, line: line, isLibrary: true)
            case "program" where !strings.isEmpty:
                let rest = dependencies(in: arguments, skippingStrings: 1)
                add(strings[0], path: "Sources/Programs/\(strings[0])", rest.union(programExtras), line: line)
            case "tests" where !strings.isEmpty:
                let rest = dependencies(in: arguments, skippingStrings: 1)
                add(strings[0], path: "Tests/\(strings[0])", rest.union(testExtras), line: line)
            case "target", "systemLibrary", "executableTarget", "testTarget":
                guard let name = string(labelled: "name", in: arguments) else { continue }
                add(
                    name,
                    path: string(labelled: "path", in: arguments) ?? "Sources/\(name)",
                    dependencies(in: list(labelled: "dependencies", in: arguments), skippingStrings: 0),
                    line: line
                )
            default:
                continue
            }
        }
    }

    func target(_ name: String) -> Target? {
        targets.first { $0.name == name }
    }

    private mutating func add(
        _ name: String,
        path: String,
        _ dependencies: Set<String>,
        line: Int,
        isLibrary: Bool = false
    ) {
        targets.append(
            Target(name: name, path: path, dependencies: dependencies, line: line, isLibrary: isLibrary)
        )
    }

    /// `let logging = Target.Dependency.product(name: "Logging", package: "swift-log")`, and lists of such.
    private mutating func readConstants() {
        for index in tokens.indices where tokens[index].isWord("let") && index + 1 < tokens.count {
            let name = tokens[index + 1].text
            var next = index + 2
            while next < tokens.count, !tokens[next].isWord("let"), !tokens[next].isWord("func") {
                if tokens[next].isWord("product"), let arguments = arguments(at: next),
                    let product = string(labelled: "name", in: arguments)
                {
                    constants[name, default: []].append(product)
                    products.insert(product)
                }
                next += 1
            }
        }
    }

    /// What a helper adds to the dependencies it is given: `dependencies: dependencies + […]`.
    private func extras(ofFunction name: String) -> Set<String> {
        guard
            let function = tokens.indices.first(where: {
                tokens[$0].isWord(name) && $0 > 0 && tokens[$0 - 1].isWord("func")
            })
        else { return [] }
        for index in function..<max(function, tokens.count - 3)
        where tokens[index].isWord("dependencies") && tokens[index + 1].isSign(":")
            && tokens[index + 2].isWord("dependencies")
        {
            let rest = tokens[(index + 3)...].prefix { !$0.isWord("path") && !$0.isSign("}") }
            return dependencies(in: Array(rest), skippingStrings: 0)
        }
        return []
    }

    /// The strings, the products that are written out, and the constants that are named.
    private func dependencies(in tokens: [SwiftToken], skippingStrings skipped: Int) -> Set<String> {
        var found: Set<String> = []
        var strings = 0
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .string:
                strings += 1
                // The label `package:` of a product is no dependency's name.
                let isPackage = index >= 2 && tokens[index - 2].isWord("package")
                if strings > skipped, !isPackage { found.insert(token.text) }
            case .word:
                found.formUnion(constants[token.text] ?? [])
            case .sign:
                continue
            }
        }
        return found
    }

    /// The tokens between the parentheses of a call whose name is at `index`.
    private func arguments(at index: Int) -> [SwiftToken]? {
        guard index + 1 < tokens.count, tokens[index + 1].isSign("(") else { return nil }
        return Self.enclosed(tokens[(index + 1)...])
    }

    private func string(labelled label: String, in tokens: [SwiftToken]) -> String? {
        for index in tokens.indices.dropLast(2)
        where tokens[index].isWord(label) && tokens[index + 1].isSign(":") && tokens[index + 2].kind == .string {
            return tokens[index + 2].text
        }
        return nil
    }

    private func list(labelled label: String, in tokens: [SwiftToken]) -> [SwiftToken] {
        for index in tokens.indices.dropLast(2)
        where tokens[index].isWord(label) && tokens[index + 1].isSign(":") && tokens[index + 2].isSign("[") {
            return Self.enclosed(tokens[(index + 2)...]) ?? []
        }
        return []
    }

    /// What is between the bracket that `tokens` starts with and the one that closes it.
    private static func enclosed(_ tokens: ArraySlice<SwiftToken>) -> [SwiftToken]? {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) where token.kind == .sign {
            if "([{".contains(token.text) { depth += 1 }
            if ")]}".contains(token.text) {
                depth -= 1
                if depth == 0 { return Array(tokens[(tokens.startIndex + 1)..<index]) }
            }
        }
        return nil
    }
}
