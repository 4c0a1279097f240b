/// Full Foundation brings ICU, tens of megabytes, into a program.
struct FoundationRule: HouseRule {
    let name = "only the services and tests import full Foundation"

    func violations(in tree: SourceTree) -> [Violation] {
        tree.swiftFiles.flatMap { file, swift -> [Violation] in
            guard let wing = file.wing, wing != "Services", wing != "Tests" else { return [] }
            return swift.imports.filter { entry in
                entry.module.hasPrefix("Foundation") && entry.module != "FoundationEssentials"
            }.map { entry in
                Violation(
                    path: file.path,
                    line: entry.line,
                    message: "import of \(entry.module); FoundationEssentials at most"
                )
            }
        }
    }
}
