/// A target declares what it imports, and a library imports what it declares.
struct DependencyRule: HouseRule {
    let name = "the imports of a target and its dependencies in Package.swift agree"

    /// What the toolchain has for everybody.
    static let toolchain: Set<String> = [
        "Swift", "Glibc", "Synchronization", "Dispatch", "Foundation", "FoundationEssentials", "Testing",
        "_Concurrency", "_StringProcessing", "RegexBuilder",
    ]

    /// The product that brings a module of another name.
    static let productOfModule: [String: String] = [
        "BitCollections": "Collections",
        "DequeModule": "Collections",
        "HashTreeCollections": "Collections",
        "HeapModule": "Collections",
        "OrderedCollections": "Collections",
    ]

    func violations(in tree: SourceTree) -> [Violation] {
        var found: [Violation] = []
        // The first import of each module in each target; a missing dependency is one mistake, not one in each file.
        var imported: [String: Set<String>] = [:]
        for (file, swift) in tree.swiftFiles {
            guard let name = file.target, let target = tree.manifest.target(name) else { continue }
            for entry in swift.imports where imported[name, default: []].insert(entry.module).inserted {
                if Self.toolchain.contains(entry.module) || entry.module == name { continue }
                let product = Self.productOfModule[entry.module] ?? entry.module
                if target.dependencies.contains(entry.module) || target.dependencies.contains(product) { continue }
                found.append(
                    Violation(
                        path: file.path,
                        line: entry.line,
                        message: "imports \(entry.module), which \(name) does not declare in Package.swift"
                    )
                )
            }
        }
        let modules = Set(tree.manifest.targets.map(\.name))
        for target in tree.manifest.targets where target.isLibrary {
            guard let imports = imported[target.name] else { continue }
            for dependency in target.dependencies.sorted() where modules.contains(dependency) {
                if !imports.contains(dependency) {
                    found.append(
                        Violation(
                            path: "Package.swift",
                            line: target.line,
                            message: "\(target.name) declares \(dependency) and does not import it"
                        )
                    )
                }
            }
        }
        return found
    }
}
