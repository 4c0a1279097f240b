/// Why a lock file could not be taken.
public enum LockError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another process has it. `pid` is what that process wrote into the file; nil where it has not written it yet.
    case heldBy(path: String, pid: Int32?)
    case environment(StorageError)

    public var description: String {
        switch self {
        case .heldBy(let path, let pid?): "\(path) is locked by process \(pid)"
        case .heldBy(let path, nil): "\(path) is locked by another process"
        case .environment(let error): error.description
        }
    }
}
