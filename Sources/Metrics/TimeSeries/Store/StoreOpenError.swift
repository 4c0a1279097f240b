public import Storage

/// Why a store could not be opened.
public enum StoreOpenError: Error, CustomStringConvertible {
    /// Another process has the directory open.
    case locked(LockError)
    case storage(StorageError)
    /// A segment of the log cannot be read: damaged, of a later version, or the environment's failure.
    case log(RecordLogError)

    public var description: String {
        switch self {
        case .locked(let error): "the metrics directory is in use: \(error)"
        case .storage(let error): error.description
        case .log(let error): error.description
        }
    }
}
