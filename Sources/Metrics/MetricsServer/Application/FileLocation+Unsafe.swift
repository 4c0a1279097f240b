import Glibc

// Unsafe because the C library hands out memory. What keeps it right: getcwd with no buffer allocates one, which is
// copied and freed here.

enum FileLocation {
    /// The directory that relative paths are relative to; empty where it has been removed.
    static var workingDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
