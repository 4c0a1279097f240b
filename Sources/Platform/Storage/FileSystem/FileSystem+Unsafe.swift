internal import Glibc

// Unsafe because the C library hands out directory streams and fills structures by address. What keeps it right: a
// stream is closed where it was opened, an entry is copied before the next one is read, and addresses do not outlive
// the call they are passed to.

extension FileSystem {
    /// What the file system knows of a path, links followed; nil where nothing is.
    public static func status(_ path: String) throws(StorageError) -> FileStatus? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let error = StorageError.last("stat", path)
            guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
            return nil
        }
        return FileStatus(status)
    }

    /// The names in a folder, sorted by their bytes, without "." and "..".
    public static func contents(of path: String) throws(StorageError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .last("opendir", path) }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .last("readdir", path) }
                break
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Bytes that a process without privileges may still write to the file system that holds `path`.
    public static func freeSpace(at path: String) throws(StorageError) -> Int {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .last("statvfs", path) }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
        )
    }

    /// Creates a new folder with a name of its own in `$TMPDIR`, or else `/tmp`, only for this user.
    public static func makeTemporaryDirectory(prefix: String = "martlet-") throws(StorageError) -> String {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        let pattern = "\(parent.isEmpty ? "/tmp" : parent)/\(prefix)XXXXXX"
        var template = Array(pattern.utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return unsafe mkdtemp(base) != nil
        }
        guard made else { throw .last("mkdtemp", pattern) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
