/// Why a record log could not be opened or a record not be read.
public enum RecordLogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Something that was written whole is no longer what was written. Nothing has been changed.
    case corruption(CorruptionError)
    /// The file is in order, but is not what this reader is for: another magic, version or a record above the limit.
    case unsupported(path: String, reason: String)
    case environment(StorageError)

    public var description: String {
        switch self {
        case .corruption(let error): error.description
        case .unsupported(let path, let reason): "\(path): \(reason)"
        case .environment(let error): error.description
        }
    }
}
