import ServiceKit
import Storage

/// Everything that `martlet up` keeps, in one folder that one process at a time may use.
struct DataDirectory: ~Copyable {
    /// Without a slash at the end.
    let path: String
    private let lock: LockFile

    /// Creates what is missing and takes the lock.
    static func open(_ path: String) throws(StartupError) -> DataDirectory {
        let path = try Self.resolved(path)
        let directory = DataDirectory(path: path, lock: try lock(path))
        for folder in directory.folders {
            try create(folder)
        }
        return directory
    }

    /// Without slashes at the end, and with `~/` as a shell would have it: files and variables know no shell.
    private static func resolved(_ text: String) throws(StartupError) -> String {
        var path = text
        if path == "~" || path.hasPrefix("~/") {
            guard let home = ProcessEnvironment.current["HOME"], !home.isEmpty else {
                throw StartupError("--data \(text): HOME is not set")
            }
            path = home + path.dropFirst()
        }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        // The shipper follows the logs by a pattern; these mean something in it.
        if let special = path.first(where: { ",*?[]{}%\\\n".contains($0) }) {
            throw StartupError("--data \(text): a path with \"\(special)\" cannot be followed by the shipper")
        }
        guard !path.isEmpty else { throw StartupError("--data is empty") }
        return path
    }

    private init(path: String, lock: consuming LockFile) {
        self.path = path
        self.lock = lock
    }

    private var folders: [String] { [databases, logs, generated, search, metrics, shipper] }

    private static func lock(_ path: String) throws(StartupError) -> LockFile {
        try create(path)
        do throws(LockError) {
            return try LockFile.acquire("\(path)/LOCK")
        } catch {
            switch error {
            case .heldBy(path: _, let process):
                let owner = process.map { "process \($0)" } ?? "another process"
                throw StartupError(
                    "\(path) is in use by \(owner); stop that one first, or choose another directory with --data"
                )
            case .environment(let error):
                throw StartupError("cannot use \(path): \(error); choose another directory with --data")
            }
        }
    }

    private static func create(_ folder: String) throws(StartupError) {
        do {
            try FileSystem.createDirectory(folder)
        } catch {
            throw StartupError("cannot create \(folder): \(error); choose another directory with --data")
        }
    }

    var databases: String { "\(path)/databases" }
    /// What the services log, for the shipper to follow.
    var logs: String { "\(path)/logs" }
    /// Configuration files that are written anew at each start.
    var generated: String { "\(path)/generated" }
    var search: String { "\(path)/search" }
    var metrics: String { "\(path)/metrics" }
    var shipper: String { "\(path)/shipper" }
    /// Where everything listens, as JSON, for scripts.
    var endpoints: String { "\(path)/endpoints.json" }

    func database(_ name: String) -> String { "\(databases)/\(name).db" }
    func log(_ name: String) -> String { "\(logs)/\(name).log" }
}
