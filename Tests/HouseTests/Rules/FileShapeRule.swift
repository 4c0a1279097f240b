/// A file is one idea, and named after it.
struct FileShapeRule: HouseRule {
    let name = "a file has at most 600 lines and the name of what it declares"

    static let longest = 600
    /// Names that need not be those of a declaration.
    static let freeNames: Set<String> = ["main", "Exports"]

    func violations(in tree: SourceTree) -> [Violation] {
        var found: [Violation] = []
        for file in tree.files where file.swift != nil || isOurCode(file) {
            let count = file.lineCount
            if count > Self.longest {
                let message = "\(count) lines, at most \(Self.longest) are one idea"
                found.append(Violation(path: file.path, line: Self.longest + 1, message: message))
            }
        }
        for (file, swift) in tree.swiftFiles where !isNamedRight(file, swift) {
            found.append(
                Violation(
                    path: file.path,
                    message:
                        "the file declares no \(file.baseName.split(separator: "+")[0]): a file is named after its "
                        + "main type, or Type+Capability"
                )
            )
        }
        return found
    }

    private func isOurCode(_ file: SourceFile) -> Bool {
        [".c", ".cpp", ".h", ".js", ".mjs", ".css", ".py", ".sh"].contains { file.name.hasSuffix($0) }
    }

    private func isNamedRight(_ file: SourceFile, _ swift: SwiftText) -> Bool {
        let parts = file.baseName.split(separator: "+").map(String.init)
        guard let main = parts.first else { return false }
        if Self.freeNames.contains(file.baseName) || swift.declaredTypes.contains(main) { return true }
        if parts.count > 1 { return swift.extendedNames.contains(main) }
        // A function that stands for itself: `invariant` in Invariant.swift.
        let function = main.prefix(1).lowercased() + main.dropFirst()
        if swift.declaredFunctions.contains(function) { return true }
        // The suites of one subject: CRC32CTests and Hash64Tests in HashingTests.swift.
        return file.wing == "Tests" && main.hasSuffix("Tests") && swift.declaredTypes.contains { $0.hasSuffix("Tests") }
    }
}
