/// A target declares what it imports, and imports what it declares.
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
        let unread = tree.manifest.unread.map {
            Violation(path: "Package.swift", line: $0.line, message: "\($0.text): not a dependency that is understood")
        }
        let idle = tree.manifest.unusedConstants.map {
            Violation(path: "Package.swift", line: $0.line, message: "no target depends on \($0.text)")
        }
        return unread + idle + undeclared(in: tree) + unused(in: tree)
    }

    /// The first import of each module in each target: a missing dependency is one mistake, not one in each file.
    private func undeclared(in tree: SourceTree) -> [Violation] {
        var found: [Violation] = []
        var seen: [String: Set<String>] = [:]
        for (file, swift) in tree.swiftFiles {
            guard let name = file.target, let target = tree.manifest.target(name) else { continue }
            for entry in swift.imports where seen[name, default: []].insert(entry.module).inserted {
                if Self.toolchain.contains(entry.module) || entry.module == name { continue }
                if target.dependencies.contains(Self.dependency(entry.module)) { continue }
                found.append(
                    Violation(
                        path: file.path,
                        line: entry.line,
                        message: "imports \(entry.module), which \(name) does not declare in Package.swift"
                    )
                )
            }
        }
        return found
    }

    /// What a target lists and no file of it imports; of a group that has a name one is enough.
    private func unused(in tree: SourceTree) -> [Violation] {
        var imported: [String: Set<String>] = [:]
        for (file, swift) in tree.swiftFiles {
            guard let name = file.target else { continue }
            imported[name, default: []].formUnion(swift.imports.map { Self.dependency($0.module) })
        }
        var found: [Violation] = []
        for target in tree.manifest.targets {
            guard let imports = imported[target.name] else { continue }
            for term in target.listed where term.names.isDisjoint(with: imports) {
                let names = term.names.sorted().joined(separator: ", ")
                let message = "\(target.name) declares \(names) and does not import it"
                found.append(Violation(path: "Package.swift", line: target.line, message: message))
            }
        }
        return found
    }

    private static func dependency(_ module: String) -> String {
        productOfModule[module] ?? module
    }
}
