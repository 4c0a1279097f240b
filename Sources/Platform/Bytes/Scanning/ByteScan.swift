internal import CKernels

/// Finding bytes in bytes, sixteen at a time.
public enum ByteScan {
    /// The offset of the first `byte` at or behind `from`; nil when there is none. `from` may be the end.
    public static func firstIndex(of byte: UInt8, in bytes: RawSpan, from: Int = 0) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe firstIndex(of: byte, in: buffer, from: from, to: buffer.count)
        }
    }

    /// The offset of the first `byte` at or behind `from`; nil when there is none. `from` may be the end.
    public static func firstIndex(of byte: UInt8, in bytes: [UInt8], from: Int = 0) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe firstIndex(of: byte, in: buffer, from: from, to: buffer.count)
        }
    }

    /// The offset of the first `byte` in a part of `bytes`; nil when there is none.
    public static func firstIndex(of byte: UInt8, in bytes: [UInt8], range: Range<Int>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe firstIndex(of: byte, in: buffer, from: range.lowerBound, to: range.upperBound)
        }
    }

    /// Calls `body` with the range of each line that ends in a newline, without it (a carriage return before it stays).
    ///
    /// - Parameter range: The part to look at; all of `bytes` when nil.
    /// - Returns: Where the rest begins that no newline ends; the end of the part when there is none.
    @inlinable
    public static func forEachLine<Failure: Error>(
        in bytes: [UInt8],
        range: Range<Int>? = nil,
        _ body: (Range<Int>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        let range = range ?? 0..<bytes.count
        var start = range.lowerBound
        while let end = firstIndex(of: 0x0A, in: bytes, range: start..<range.upperBound) {
            try body(start..<end)
            start = end + 1
        }
        return start
    }

    /// Calls `body` with the range of each line that ends in a newline, without it (a carriage return before it stays).
    ///
    /// - Returns: Where the rest begins that no newline ends; the end of `bytes` when there is none.
    @inlinable
    public static func forEachLine<Failure: Error>(
        in bytes: RawSpan,
        from: Int = 0,
        _ body: (Range<Int>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var start = from
        while let end = firstIndex(of: 0x0A, in: bytes, from: start) {
            try body(start..<end)
            start = end + 1
        }
        return start
    }

    /// What keeps it right: the range is checked here, once, and the kernel reads nothing outside of it.
    @unsafe
    private static func firstIndex(
        of byte: UInt8,
        in buffer: UnsafeRawBufferPointer,
        from: Int,
        to end: Int
    ) -> Int? {
        precondition(from >= 0 && from <= end && end <= buffer.count, "range \(from)..<\(end) of \(buffer.count) bytes")
        guard let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        let found = unsafe ck_find(base, from, end, byte)
        return found == end ? nil : found
    }
}
