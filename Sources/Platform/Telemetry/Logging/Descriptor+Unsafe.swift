import Glibc

// The system calls that logging needs. What keeps it right: buffers are borrowed for the length of one call, and
// descriptors are plain numbers owned by `LogFile`.

enum Descriptor {
    struct Failure: Error { let code: Int32 }

    static func openForAppending(_ path: String) -> Result<(descriptor: Int32, size: Int), Failure> {
        let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            return .failure(Failure(code: code))
        }
        return .success((descriptor, Int(status.st_size)))
    }

    /// Writes all of `bytes`; `false` when the system takes no more of them.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                written += count
            }
            return true
        }
    }

    static func truncate(_ descriptor: Int32, to size: Int) {
        _ = ftruncate(descriptor, size)
    }

    static func rename(_ path: String, to newPath: String) {
        _ = unsafe Glibc.rename(path, newPath)
    }

    static func close(_ descriptor: Int32) {
        _ = Glibc.close(descriptor)
    }

    static func message(for code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
