import TestSupport

/// What of the package the rules are about: its manifest and the text files of Sources and Tests.
struct SourceTree {
    let files: [SourceFile]
    let manifest: Manifest

    init(files: [SourceFile], manifest: Manifest) {
        self.files = files
        self.manifest = manifest
    }

    /// A made-up tree.
    init(_ files: [String: String], manifest: String = "") {
        self.init(
            files: files.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) },
            manifest: Manifest(manifest)
        )
    }

    /// The tree this test was built from.
    static func ofPackage() throws -> SourceTree {
        let extensions = [
            ".swift", ".c", ".cpp", ".h", ".js", ".mjs", ".css", ".html", ".py", ".sh", ".modulemap", ".json", ".yaml",
            ".yml",
        ]
        var files: [SourceFile] = []
        for root in ["Sources", "Tests"] {
            for path in try TestFiles.files(below: PackageRoot.path(root))
            where extensions.contains(where: path.hasSuffix) {
                files.append(
                    SourceFile(path: "\(root)/\(path)", text: try TestFiles.text(PackageRoot.path("\(root)/\(path)")))
                )
            }
        }
        return SourceTree(files: files, manifest: Manifest(try TestFiles.text(PackageRoot.path("Package.swift"))))
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
