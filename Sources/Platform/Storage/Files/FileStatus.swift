public import Bytes
internal import Glibc

/// What the file system knows of a file.
public struct FileStatus: Sendable, Hashable {
    /// Bytes in the file.
    public var size: Int
    public var identity: FileIdentity
    /// When the contents last changed, by the file system's clock.
    public var modified: Timestamp
    public var isDirectory: Bool
    /// A regular file: neither a folder nor a device, pipe or socket.
    public var isRegularFile: Bool

    public var inode: UInt64 { identity.inode }
    public var device: UInt64 { identity.device }

    init(_ status: stat) {
        size = Int(status.st_size)
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        modified = Timestamp(
            nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        )
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isRegularFile = status.st_mode & S_IFMT == S_IFREG
    }
}
