/// What Package.swift declares, read from its text: it is written in one way, by a few helper functions.
struct Manifest {
    struct Target: Hashable {
        var name: String
        /// "Sources/Platform/Bytes"
        var path: String
        /// What the declaration itself lists, group by group.
        var listed: [DependencyExpression.Term]
        /// What the helper function gives to each target that it declares.
        var given: Set<String>
        /// Where it is declared.
        var line: Int

        /// Targets of the package and products of others.
        var dependencies: Set<String> {
            listed.reduce(into: given) { $0.formUnion($1.names) }
        }
    }

    /// A name in the manifest that is not in order, such as one in a list of dependencies that is not declared.
    struct Place: Hashable {
        var text: String
        var line: Int
    }

    private(set) var targets: [Target] = []
    /// What of the lists of dependencies is not understood.
    private(set) var unread: [Place] = []

    /// `let logging = Target.Dependency.product(…)`, and lists of such.
    private var constants: [String: DependencyExpression.Term] = [:]
    private let tokens: [SwiftToken]

    init(_ text: String) {
        tokens = SwiftText(text).tokens
        readConstants()
        let programsGet = extras(ofFunction: "program")
        let testsGet = extras(ofFunction: "tests")
        for index in tokens.indices where tokens[index].kind == .word {
            let isDeclaration = index > 0 && tokens[index - 1].isWord("func")
            guard !isDeclaration, let call = SwiftCall(tokens[index...]) else { continue }
            let line = tokens[index].line
            switch tokens[index].text {
            case "library":
                guard let wing = call.string(0), let name = call.string(1) else { continue }
                add(name, path: "Sources/\(wing)/\(name)", call.argument(2), line: line)
            case "program":
                guard let name = call.string(0) else { continue }
                add(name, path: "Sources/Programs/\(name)", call.argument(1), given: programsGet, line: line)
            case "tests":
                guard let name = call.string(0) else { continue }
                add(name, path: "Tests/\(name)", call.argument(1), given: testsGet, line: line)
            case "target", "systemLibrary", "executableTarget", "testTarget":
                // Without a literal name it is the body of a helper function.
                guard let name = call.string("name") else { continue }
                let path = call.string("path") ?? "Sources/\(name)"
                add(name, path: path, call.argument("dependencies") ?? [], line: line)
            default:
                continue
            }
        }
    }

    func target(_ name: String) -> Target? {
        targets.first { $0.name == name }
    }

    /// The products of other packages that constants name.
    var products: Set<String> {
        constants.values.reduce(into: []) { $0.formUnion($1.products) }
    }

    /// Constants for dependencies that nothing names.
    var unusedConstants: [Place] {
        constants.keys.sorted().compactMap { name in
            let places = tokens.filter { $0.isWord(name) }
            return places.count == 1 ? Place(text: name, line: places[0].line) : nil
        }
    }

    private mutating func add(
        _ name: String,
        path: String,
        _ list: ArraySlice<SwiftToken>?,
        given: Set<String> = [],
        line: Int
    ) {
        guard let list else {
            unread.append(Place(text: "no list of dependencies for \(name)", line: line))
            return
        }
        let terms = read(list)
        targets.append(Target(name: name, path: path, listed: terms, given: given, line: line))
    }

    private mutating func read(_ list: ArraySlice<SwiftToken>) -> [DependencyExpression.Term] {
        let expression = DependencyExpression(list, constants: constants)
        unread += expression.unread.map { Place(text: $0.text, line: $0.line) }
        return expression.terms
    }

    /// Constants of the type `Target.Dependency` and lists of it, in their order: a later one may name an earlier.
    private mutating func readConstants() {
        for index in tokens.indices where tokens[index].isWord("let") {
            let text = Array(tokens[index...].prefix(3))
            guard text.count == 3 else { return }
            let rest = tokens[(index + 2)...]
            if Self.starts(rest, ["=", "Target", ".", "Dependency"]) {
                let terms = read(SwiftCall.expression(rest.dropFirst(4)))
                constants[text[1].text] = terms.count == 1 ? terms[0] : nil
            } else if Self.starts(rest, [":", "[", "Target", ".", "Dependency", "]", "="]) {
                let terms = read(SwiftCall.expression(rest.dropFirst(7)))
                constants[text[1].text] = DependencyExpression.Term(terms)
            }
        }
    }

    private static func starts(_ tokens: ArraySlice<SwiftToken>, _ texts: [String]) -> Bool {
        tokens.prefix(texts.count).map(\.text) == texts
    }

    /// What a helper adds to the dependencies it is given: `dependencies: dependencies + […]`.
    private mutating func extras(ofFunction name: String) -> Set<String> {
        guard
            let function = tokens.indices.dropFirst().first(where: {
                tokens[$0].isWord(name) && tokens[$0 - 1].isWord("func")
            }),
            let body = tokens[function...].firstIndex(where: { $0.isSign("{") })
        else { return [] }
        let start = tokens[body...].firstIndex { $0.isSign("(") }
        guard let start, let call = SwiftCall(tokens[(start - 1)...]), let list = call.argument("dependencies"),
            list.first?.isWord("dependencies") == true
        else { return [] }
        return read(list.dropFirst()).reduce(into: []) { $0.formUnion($1.names) }
    }
}
