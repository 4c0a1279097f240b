internal import Glibc

// Unsafe because the C library hands out directory streams and fills buffers. What keeps it right: a stream is closed
// where it was opened, an entry is copied before the next is read, and no address outlives the call it is passed to.

/// What tests do with files, apart from Storage, which is itself under test.
public enum TestFiles {
    /// A system call failed.
    public struct Failure: Error, CustomStringConvertible {
        public var operation: String
        public var path: String
        public var code: Int32

        public var description: String { "\(operation) \(path): errno \(code)" }
    }

    public static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    public static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The whole contents of a file.
    public static func read(_ path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(operation: "open", path: path, code: errno) }
        defer { _ = close(descriptor) }
        var contents: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw Failure(operation: "read", path: path, code: errno) }
            if count == 0 { return contents }
            contents.append(contentsOf: block[..<count])
        }
    }

    /// Up to `count` bytes from `offset`: fewer only where the file ends.
    public static func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(operation: "open", path: path, code: errno) }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset + done))
            }
            guard part >= 0 else { throw Failure(operation: "read", path: path, code: errno) }
            if part == 0 { break }
            done += part
        }
        return Array(bytes[..<done])
    }

    /// The whole contents of a text file.
    public static func text(_ path: String) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Makes these bytes the whole contents of a file.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
    }

    /// Makes this text the whole contents of a file.
    public static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// Appends bytes to a file.
    public static func append(_ bytes: [UInt8], to path: String) throws {
        try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
    }

    /// The names in a folder, sorted, without "." and "..".
    public static func contents(of path: String) throws -> [String] {
        guard let stream = unsafe opendir(path) else { throw Failure(operation: "opendir", path: path, code: errno) }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// All files below a folder, as paths relative to it, sorted. Links are not followed.
    public static func files(below path: String) throws -> [String] {
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for name in try contents(of: "\(path)/\(folder)") {
                var status = stat()
                guard unsafe lstat("\(path)/\(folder)\(name)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    folders.append("\(folder)\(name)/")
                } else {
                    found.append("\(folder)\(name)")
                }
            }
        }
        return found.sorted()
    }

    public static func createDirectory(_ path: String) throws {
        guard unsafe mkdir(path, 0o755) == 0 || isDirectory(path) else {
            throw Failure(operation: "mkdir", path: path, code: errno)
        }
    }

    /// Removes a file, or a folder with all that is in it.
    public static func remove(_ path: String) throws {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        for name in try contents(of: path) {
            try remove("\(path)/\(name)")
        }
        guard unsafe rmdir(path) == 0 else { throw Failure(operation: "rmdir", path: path, code: errno) }
    }

    /// Creates a new folder with a name of its own in `$TMPDIR`, or else `/tmp`.
    static func makeTemporaryDirectory() throws -> String {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let pattern = "\(parent)/martlet-test-XXXXXX"
        var template = Array(pattern.utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return unsafe mkdtemp(base) != nil
        }
        guard made else { throw Failure(operation: "mkdtemp", path: pattern, code: errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Where a link leads.
    static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe readlink(path, bytes.bindMemory(to: CChar.self).baseAddress!, bytes.count)
        }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func write(_ bytes: [UInt8], to path: String, flags: Int32) throws {
        let descriptor = unsafe open(path, flags, 0o644)
        guard descriptor >= 0 else { throw Failure(operation: "open", path: path, code: errno) }
        defer { _ = close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Failure(operation: "write", path: path, code: errno) }
            done += count
        }
    }
}
