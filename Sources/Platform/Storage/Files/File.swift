internal import Glibc

/// An open file with one owner, closed when the owner is done with it.
///
/// All calls block, and belong on a thread that may. Reads are positional (`pread`), so that any number of them may run
/// at the same time.
public struct File: ~Copyable, Sendable {
    let descriptor: Int32
    /// The path the file was opened by. It may have been renamed since.
    public let path: String
    let faults: FileFaults?

    init(descriptor: Int32, path: String, faults: FileFaults?) {
        self.descriptor = descriptor
        self.path = path
        self.faults = faults
    }

    deinit {
        _ = close(descriptor)
    }

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - permissions: Of a file that is created, less the process's umask.
    ///   - faults: For tests: asked before each call that changes the file.
    public static func open(
        _ path: String,
        _ mode: FileMode = .read,
        permissions: UInt32 = 0o644,
        faults: FileFaults? = nil
    ) throws(StorageError) -> File {
        while true {
            let descriptor = unsafe Glibc.open(path, mode.flags, mode_t(permissions))
            if descriptor >= 0 {
                return File(descriptor: descriptor, path: path, faults: faults)
            }
            let error = StorageError.last("open", path)
            guard error.code == EINTR else { throw error }
        }
    }

    /// Another descriptor of the same open file, with its own owner: to synchronise on one thread while another writes.
    public func duplicate() throws(StorageError) -> File {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .last("fcntl", path) }
        return File(descriptor: copy, path: path, faults: faults)
    }

    /// Waits until contents and size are on the device. After a failure the state of what was written is unknown.
    public func synchronize() throws(StorageError) {
        try permit(.synchronize, "fsync")
        while fsync(descriptor) != 0 {
            let error = StorageError.last("fsync", path)
            guard error.code == EINTR else { throw error }
        }
    }

    /// As `synchronize`, without what is not needed to read the contents back (times).
    public func synchronizeData() throws(StorageError) {
        try permit(.synchronize, "fdatasync")
        while fdatasync(descriptor) != 0 {
            let error = StorageError.last("fdatasync", path)
            guard error.code == EINTR else { throw error }
        }
    }

    /// Cuts the file, or lengthens it with zeros.
    public func truncate(to size: Int) throws(StorageError) {
        try permit(.truncate(size: size), "ftruncate")
        while ftruncate(descriptor, off_t(size)) != 0 {
            let error = StorageError.last("ftruncate", path)
            guard error.code == EINTR else { throw error }
        }
    }

    /// Bytes in the file now.
    public func size() throws(StorageError) -> Int {
        try status().size
    }

    /// Which file it is, whatever its name.
    public func identity() throws(StorageError) -> FileIdentity {
        try status().identity
    }

    private func permit(_ call: FileFaults.Call, _ operation: String) throws(StorageError) {
        guard let faults else { return }
        switch faults.decide(call, path) {
        case .proceed: return
        case .short: throw StorageError(operation: operation, path: path, code: EIO)
        case .fail(let code): throw StorageError(operation: operation, path: path, code: code)
        }
    }
}
