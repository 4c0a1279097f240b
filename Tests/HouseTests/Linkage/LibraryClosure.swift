import TestSupport

/// All libraries that the loader brings into a process for a program.
struct LibraryClosure {
    /// The name of each library with the file that needs it.
    private(set) var neededBy: [String: String] = [:]

    /// Where the loader looks when a file names no folder (Debian, amd64 and arm64).
    static let systemFolders = [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib",
    ]

    init(of program: String) throws {
        // A library's own needs are searched in its own folders and in those of who needed it.
        var open = [(path: program, inherited: [String]())]
        while let (path, inherited) = open.popLast() {
            let file = try ELFFile(path)
            let folders = file.searchPaths + inherited
            for name in file.needed where neededBy[name] == nil {
                neededBy[name] = path
                let places = (folders + Self.systemFolders).lazy.map { "\($0)/\(name)" }
                if let found = places.first(where: TestFiles.exists) {
                    open.append((found, folders))
                }
            }
        }
    }
}
