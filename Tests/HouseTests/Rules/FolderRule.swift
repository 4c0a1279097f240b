/// A folder in a wing is a target, and the other way round.
struct FolderRule: HouseRule {
    let name = "the folders and the targets of Package.swift are the same"

    func violations(in tree: SourceTree) -> [Violation] {
        var found: [Violation] = []
        let declared = Set(tree.manifest.targets.map(\.path))
        var folders: [String: String] = [:]
        for file in tree.files {
            guard let wing = file.wing, let target = file.target else {
                if file.swift != nil {
                    found.append(Violation(path: file.path, message: "a source outside of every target"))
                }
                continue
            }
            folders[wing == "Tests" ? "Tests/\(target)" : "Sources/\(wing)/\(target)"] = file.path
        }
        for (folder, path) in folders.sorted(by: { $0.key < $1.key }) where !declared.contains(folder) {
            found.append(Violation(path: path, message: "Package.swift has no target for the folder \(folder)"))
        }
        for target in tree.manifest.targets {
            if folders[target.path] == nil {
                found.append(
                    Violation(path: "Package.swift", line: target.line, message: "no sources in \(target.path)")
                )
            }
            if target.path.split(separator: "/").last.map(String.init) != target.name {
                found.append(
                    Violation(
                        path: "Package.swift",
                        line: target.line,
                        message: "the target \(target.name) has another name than its folder \(target.path)"
                    )
                )
            }
        }
        for (name, same) in Dictionary(grouping: tree.manifest.targets, by: \.name) where same.count > 1 {
            found.append(Violation(path: "Package.swift", line: same[1].line, message: "\(name) is declared twice"))
        }
        return found
    }
}
