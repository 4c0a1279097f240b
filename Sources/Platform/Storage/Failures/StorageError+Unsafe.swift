internal import Glibc

// Unsafe because the C library writes its text to a buffer. What keeps it right: strerror_r, unlike strerror, is safe from
// many threads and ends the text within the count it is given, and the text is copied before the buffer goes.

extension StorageError {
    /// The C library's words for an error number.
    static func text(of code: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, unsafe strerror_r(code, base, buffer.count) == 0 else {
                return "unknown error"
            }
            return unsafe String(cString: base)
        }
    }
}
