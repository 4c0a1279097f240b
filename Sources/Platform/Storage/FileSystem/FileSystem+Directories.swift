internal import Glibc

extension FileSystem {
    /// Creates a folder and those above it. One that is there already is left as it is.
    public static func createDirectory(_ path: String, permissions: UInt32 = 0o755) throws(StorageError) {
        if unsafe mkdir(path, mode_t(permissions)) == 0 { return }
        let error = StorageError.last("mkdir", path)
        switch error.code {
        case EEXIST where isDirectory(path):
            return
        case ENOENT:
            let parent = directory(of: path)
            guard parent != path, parent != "." else { throw error }
            try createDirectory(parent, permissions: permissions)
            // Another process may have been faster.
            guard unsafe mkdir(path, mode_t(permissions)) != 0 else { return }
            let second = StorageError.last("mkdir", path)
            guard second.code == EEXIST, isDirectory(path) else { throw second }
        default:
            throw error
        }
    }

    /// Removes a folder with all that is in it, or a file; links are removed, not followed. Nothing there is no error.
    public static func removeTree(_ path: String) throws(StorageError) {
        if unsafe unlink(path) == 0 { return }
        let error = StorageError.last("unlink", path)
        switch error.code {
        case ENOENT:
            return
        case EISDIR, EPERM:
            for name in try contents(of: path) {
                try removeTree("\(path)/\(name)")
            }
            guard unsafe rmdir(path) == 0 else { throw .last("rmdir", path) }
        default:
            throw error
        }
    }

    /// Makes the names in a folder durable: what was created, renamed and removed in it.
    public static func synchronizeDirectory(_ path: String) throws(StorageError) {
        let directory = try File.open(path, .read)
        try directory.synchronize()
    }

    /// Puts a file in place so that whoever looks finds the whole old contents or the whole new ones, also after a
    /// power cut: written to `path.tmp`, synchronised, renamed, folder synchronised.
    ///
    /// One publisher at a time for one path. When it fails the old contents are there, and `path.tmp` is not.
    public static func publish(
        _ bytes: [UInt8],
        to path: String,
        permissions: UInt32 = 0o644,
        faults: FileFaults? = nil
    ) throws(StorageError) {
        let temporary = path + ".tmp"
        do throws(StorageError) {
            let file = try File.open(temporary, .truncate, permissions: permissions, faults: faults)
            try file.write(bytes, at: 0)
            try file.synchronize()
            try rename(temporary, to: path)
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try synchronizeDirectory(directory(of: path))
    }
}
