internal import Glibc

/// What the environment did to us: a system call on a path failed.
public struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, in the words of the system call: "open", "write", "fsync".
    public var operation: String
    /// The file or folder.
    public var path: String
    /// The `errno` of the system call.
    public var code: Int32

    public init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// For example "write /var/lib/martlet/a.log: No space left on device (errno 28)".
    public var description: String {
        "\(operation) \(path): \(Self.text(of: code)) (errno \(code))"
    }

    /// There is no room: the disk, the quota or the limit on the size of a file.
    public var isOutOfSpace: Bool {
        code == ENOSPC || code == EDQUOT || code == EFBIG
    }

    /// The file or folder does not exist.
    public var isNotFound: Bool {
        code == ENOENT
    }

    /// The error for the `errno` of the call that has just failed. Nothing may come between that call and this one.
    static func last(_ operation: String, _ path: String) -> StorageError {
        StorageError(operation: operation, path: path, code: errno)
    }
}
