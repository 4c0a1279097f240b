internal import Glibc

// Unsafe because the system calls take the addresses of buffers. What keeps it right: every address comes from a
// `withUnsafe…` call that outlives the system call, every count is within that buffer, and the descriptor is open for
// as long as its one owner is borrowed.

extension File {
    /// What the file system knows of the file.
    public func status() throws(StorageError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last("fstat", path) }
        return FileStatus(status)
    }

    /// Reads up to `count` bytes from `offset` to the end of `bytes`.
    ///
    /// - Returns: How many there were: less than `count` only where the file ends.
    @discardableResult
    public func read(
        into bytes: inout [UInt8],
        count: Int,
        at offset: Int
    ) throws(StorageError) -> Int {
        guard count > 0 else { return 0 }
        let start = bytes.count
        var failure: Int32 = 0
        var total = 0
        if start == 0 {
            // Straight into fresh memory, without zeroing it first.
            bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(count, bytes.capacity)) { buffer, initialized in
                unsafe (total, failure) = fill(
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]),
                    at: offset
                )
                initialized = total
            }
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count))
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe (total, failure) = fill(
                    UnsafeMutableRawBufferPointer(rebasing: buffer[start...]),
                    at: offset
                )
            }
            bytes.removeLast(count - total)
        }
        guard failure == 0 else { throw StorageError(operation: "read", path: path, code: failure) }
        return total
    }

    /// Reads up to `count` bytes from `offset`: fewer only where the file ends.
    public func read(upTo count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(into: &bytes, count: count, at: offset)
        return bytes
    }

    /// Writes all of `bytes`, at `offset` or, without one, at the file's own position (its end, in mode `append`).
    ///
    /// Interrupted and partial writes are continued. When it throws, any beginning of `bytes` may be in the file.
    public func write(_ bytes: [UInt8], at offset: Int? = nil) throws(StorageError) {
        let failure = unsafe bytes.withUnsafeBytes { buffer in unsafe drain(buffer, at: offset) }
        guard failure == 0 else { throw StorageError(operation: "write", path: path, code: failure) }
    }

    /// Writes all of `bytes`, as the other `write` does.
    public func write(_ bytes: RawSpan, at offset: Int? = nil) throws(StorageError) {
        let failure = unsafe bytes.withUnsafeBytes { buffer in unsafe drain(buffer, at: offset) }
        guard failure == 0 else { throw StorageError(operation: "write", path: path, code: failure) }
    }

    /// Reads until `buffer` is full or the file ends.
    @unsafe
    private func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> (count: Int, failure: Int32) {
        var done = 0
        while done < buffer.count {
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe pread(descriptor, part.baseAddress, part.count, off_t(offset + done))
            if count > 0 {
                done += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                return (done, errno)
            }
        }
        return (done, 0)
    }

    /// Writes until `buffer` is through.
    @unsafe
    private func drain(_ buffer: UnsafeRawBufferPointer, at offset: Int?) -> Int32 {
        var done = 0
        while done < buffer.count {
            var part = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
            if let faults {
                switch faults.decide(.write(count: part.count), path) {
                case .proceed: break
                case .short(let count) where count > 0:
                    unsafe part = UnsafeRawBufferPointer(rebasing: part[..<min(count, part.count)])
                case .short: return EIO
                case .fail(let code): return code
                }
            }
            let count =
                if let offset {
                    unsafe pwrite(descriptor, part.baseAddress, part.count, off_t(offset + done))
                } else {
                    unsafe Glibc.write(descriptor, part.baseAddress, part.count)
                }
            if count > 0 {
                done += count
            } else if count == 0 {
                // POSIX leaves it open what a write of nothing means for a regular file: never loop on it.
                return EIO
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
