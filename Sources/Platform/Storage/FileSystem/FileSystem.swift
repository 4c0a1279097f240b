internal import Glibc

/// What is done to files by name. All calls block; all paths are taken as they are.
public enum FileSystem {
    /// Whether there is a file or folder of that name. A link to nothing is none.
    public static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    public static func isDirectory(_ path: String) -> Bool {
        guard let status = try? status(path) else { return false }
        return status.isDirectory
    }

    /// Bytes in a file.
    public static func size(of path: String) throws(StorageError) -> Int {
        guard let status = try status(path) else {
            throw StorageError(operation: "stat", path: path, code: ENOENT)
        }
        return status.size
    }

    /// Removes a file, or a folder that is empty.
    public static func remove(_ path: String) throws(StorageError) {
        guard unsafe Glibc.remove(path) == 0 else { throw .last("remove", path) }
    }

    /// Gives a file or folder another name, in one step, replacing a file that has it. Durable only after
    /// `synchronizeDirectory` of the folder.
    public static func rename(_ path: String, to newPath: String) throws(StorageError) {
        guard unsafe Glibc.rename(path, newPath) == 0 else { throw .last("rename", path) }
    }

    /// Gives a file a second name.
    public static func hardLink(_ path: String, to newPath: String) throws(StorageError) {
        guard unsafe link(path, newPath) == 0 else { throw .last("link", path) }
    }

    /// The whole contents of a file.
    ///
    /// - Parameter limit: A file that is longer is an error (EFBIG).
    public static func read(_ path: String, limit: Int = .max) throws(StorageError) -> [UInt8] {
        let file = try File.open(path, .read)
        var bytes: [UInt8] = []
        // Files that do not tell their size (in /proc) are read until they end.
        var step = max(try file.size(), 4096)
        while true {
            let count = try file.read(into: &bytes, count: step, at: bytes.count)
            guard bytes.count <= limit else {
                throw StorageError(operation: "read", path: path, code: EFBIG)
            }
            if count < step { return bytes }
            step = 64 * 1024
        }
    }

    /// The part of a path before its last "/"; "." for a bare name, "/" for what is in the root.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
