internal import Glibc

/// A file by whose lock one process owns a data directory, for as long as this value lives.
///
/// The lock is `flock`'s: the kernel drops it when the process ends, however it ends, so that there are no stale locks.
/// The file itself stays and holds the owner's process id, for the message of whoever comes second.
public struct LockFile: ~Copyable, Sendable {
    private let file: File

    public var path: String { file.path }

    private init(file: consuming File) {
        self.file = file
    }

    deinit {
        // Closing alone is not enough: a child process that is just being started holds the descriptor until it has
        // become another program, and with it the lock.
        _ = flock(file.descriptor, LOCK_UN)
    }

    /// Takes the lock, or says who has it. Does not wait.
    public static func acquire(_ path: String) throws(LockError) -> LockFile {
        do throws(StorageError) {
            let file = try File.open(path, .readWrite)
            if try isFree(file) {
                // A courtesy to whoever comes second, which must not keep a program from starting on a full disk.
                try? file.truncate(to: 0)
                try? file.write(Array("\(getpid())\n".utf8), at: 0)
                return LockFile(file: file)
            }
        } catch {
            throw .environment(error)
        }
        throw .heldBy(path: path, pid: holder(of: path))
    }

    private static func isFree(_ file: borrowing File) throws(StorageError) -> Bool {
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = StorageError.last("flock", file.path)
            switch error.code {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw error
            }
        }
        return true
    }

    private static func holder(of path: String) -> Int32? {
        guard let bytes = try? FileSystem.read(path, limit: 32) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
