import TestSupport

/// What of the package the rules are about: its manifest, its pages, and the text files of Sources and Tests.
struct SourceTree {
    let files: [SourceFile]
    /// The Markdown below docs.
    let pages: [SourceFile]
    let manifest: Manifest

    init(files: [SourceFile], pages: [SourceFile], manifest: Manifest) {
        self.files = files
        self.pages = pages
        self.manifest = manifest
    }

    /// A made-up tree.
    init(_ files: [String: String], manifest: String = "") {
        let files = files.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
        self.init(
            files: files.filter { !$0.path.hasPrefix("docs/") },
            pages: files.filter { $0.path.hasPrefix("docs/") },
            manifest: Manifest(manifest)
        )
    }

    /// The tree this test was built from.
    static func ofPackage() throws -> SourceTree {
        let extensions = [
            ".swift", ".c", ".cpp", ".h", ".js", ".mjs", ".css", ".html", ".py", ".sh", ".modulemap", ".json", ".yaml",
            ".yml",
        ]
        return SourceTree(
            files: try files(below: "Sources", extensions) + files(below: "Tests", extensions),
            pages: try files(below: "docs", [".md"]),
            manifest: Manifest(try TestFiles.text(PackageRoot.path("Package.swift")))
        )
    }

    private static func files(below root: String, _ extensions: [String]) throws -> [SourceFile] {
        try TestFiles.files(below: PackageRoot.path(root))
            .filter { path in extensions.contains { path.hasSuffix($0) } }
            .map { path in
                SourceFile(path: "\(root)/\(path)", text: try TestFiles.text(PackageRoot.path("\(root)/\(path)")))
            }
    }

    /// The Swift files with their contents taken apart.
    var swiftFiles: [(file: SourceFile, swift: SwiftText)] {
        files.compactMap { file in file.swift.map { (file, $0) } }
    }

    /// Each module of the package with its wing: what the folders say.
    var wings: [String: String] {
        var wings: [String: String] = [:]
        for file in files {
            if let wing = file.wing, let target = file.target { wings[target] = wing }
        }
        return wings
    }
}
