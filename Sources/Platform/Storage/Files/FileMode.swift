internal import Glibc

/// How a file is opened. Every mode but `read` creates a file that is not there.
public enum FileMode: Sendable, Hashable {
    /// To read a file that exists.
    case read
    /// To read and write at any place.
    case readWrite
    /// To write at the end only, whatever else writes to the file.
    case append
    /// To read and write, starting empty.
    case truncate
    /// To read and write a file that must not exist yet.
    case createNew

    /// The flags of open(2). No descriptor of ours is ever inherited by a child process.
    var flags: Int32 {
        switch self {
        case .read: O_RDONLY | O_CLOEXEC
        case .readWrite: O_RDWR | O_CREAT | O_CLOEXEC
        case .append: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
        case .truncate: O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC
        case .createNew: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        }
    }
}
