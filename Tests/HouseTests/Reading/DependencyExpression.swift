/// A list of dependencies as Package.swift writes it: `["Bytes", logging] + [.product(name: "A", package: "b")] + nio`.
struct DependencyExpression {
    /// One dependency, or a constant that stands for several which are taken or left together.
    struct Term: Hashable {
        /// Of the targets and products.
        var names: Set<String>
        /// Those of the names that are products of other packages.
        var products: Set<String>

        static func target(_ name: String) -> Term { Term(names: [name], products: []) }
        static func product(_ name: String) -> Term { Term(names: [name], products: [name]) }

        private init(names: Set<String>, products: Set<String>) {
            self.names = names
            self.products = products
        }

        /// The group of these.
        init(_ terms: [Term]) {
            names = terms.reduce(into: []) { $0.formUnion($1.names) }
            products = terms.reduce(into: []) { $0.formUnion($1.products) }
        }
    }

    private(set) var terms: [Term] = []
    /// What is neither a string nor a product nor a known constant, where it begins.
    private(set) var unread: [SwiftToken] = []

    init(_ tokens: ArraySlice<SwiftToken>, constants: [String: Term]) {
        read(tokens, constants)
    }

    private mutating func read(_ tokens: ArraySlice<SwiftToken>, _ constants: [String: Term]) {
        var rest = tokens
        while let token = rest.first {
            if token.kind == .string {
                terms.append(.target(token.text))
                rest = rest.dropFirst()
            } else if token.isSign("+") || token.isSign(",") || token.isSign(".") {
                rest = rest.dropFirst()
            } else if token.isSign("["), let list = SwiftCall.enclosed(rest) {
                read(list, constants)
                rest = rest.dropFirst(list.count + 2)
            } else if token.kind == .word, let list = SwiftCall.enclosed(rest.dropFirst()) {
                if token.isWord("product"), let name = SwiftCall(rest)?.string("name") {
                    terms.append(.product(name))
                } else {
                    unread.append(token)
                }
                rest = rest.dropFirst(list.count + 3)
            } else if token.kind == .word, let constant = constants[token.text] {
                terms.append(constant)
                rest = rest.dropFirst()
            } else {
                unread.append(token)
                rest = rest.dropFirst()
            }
        }
    }
}
