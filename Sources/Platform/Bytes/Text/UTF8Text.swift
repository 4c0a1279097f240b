internal import CKernels

// What keeps it right: buffers are read only inside of the call that lends them; every offset is compared with the end
// just before the byte is read, and the kernel reads nothing behind the end.

/// Well-formedness of UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
public enum UTF8Text {
    /// The offset of the first byte that does not begin a well-formed sequence; nil when all of `bytes` is UTF-8.
    public static func firstInvalid(in bytes: RawSpan) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in unsafe firstInvalid(in: buffer) }
    }

    /// The offset of the first byte that does not begin a well-formed sequence; nil when all of `bytes` is UTF-8.
    public static func firstInvalid(in bytes: [UInt8]) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in unsafe firstInvalid(in: buffer) }
    }

    /// Whether all of `bytes` is UTF-8.
    public static func isValid(_ bytes: RawSpan) -> Bool { firstInvalid(in: bytes) == nil }

    /// Whether all of `bytes` is UTF-8.
    public static func isValid(_ bytes: [UInt8]) -> Bool { firstInvalid(in: bytes) == nil }

    @unsafe
    static func firstInvalid(in buffer: UnsafeRawBufferPointer) -> Int? {
        guard let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        var at = 0
        while true {
            at = unsafe ck_find_non_ascii(base, at, buffer.count)
            if at == buffer.count { return nil }
            let length = unsafe sequenceLength(base, at, buffer.count)
            if length == 0 { return at }
            at &+= length
        }
    }

    /// The length of the well-formed sequence at `at`, 1 to 4; 0 when there is none. `at` is below `end`; nothing at
    /// or behind `end` is read.
    @unsafe
    @inline(__always)
    static func sequenceLength(_ p: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Int {
        let lead = unsafe p[at]
        if lead < 0x80 { return 1 }
        if lead < 0xC2 { return 0 }
        if lead < 0xE0 {
            guard at &+ 1 < end, unsafe isContinuation(p[at &+ 1]) else { return 0 }
            return 2
        }
        if lead < 0xF0 {
            guard at &+ 2 < end, unsafe isContinuation(p[at &+ 1]), unsafe isContinuation(p[at &+ 2]) else { return 0 }
            let second = unsafe p[at &+ 1]
            if lead == 0xE0, second < 0xA0 { return 0 }
            if lead == 0xED, second >= 0xA0 { return 0 }
            return 3
        }
        guard lead < 0xF5, at &+ 3 < end, unsafe isContinuation(p[at &+ 1]), unsafe isContinuation(p[at &+ 2]),
            unsafe isContinuation(p[at &+ 3])
        else { return 0 }
        let second = unsafe p[at &+ 1]
        if lead == 0xF0, second < 0x90 { return 0 }
        if lead == 0xF4, second >= 0x90 { return 0 }
        return 4
    }

    /// How many bytes one replacement character stands for where nothing well-formed begins: the longest beginning of a
    /// sequence that could have become one, at least 1 (Unicode 15, section 3.9, "substitution of maximal subparts").
    @unsafe
    static func invalidLength(_ p: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Int {
        let lead = unsafe p[at]
        guard lead >= 0xE0, lead < 0xF5, at &+ 1 < end else { return 1 }
        let second = unsafe p[at &+ 1]
        let isPossible =
            switch lead {
            case 0xE0: second >= 0xA0 && second < 0xC0
            case 0xED: second >= 0x80 && second < 0xA0
            case 0xF0: second >= 0x90 && second < 0xC0
            case 0xF4: second >= 0x80 && second < 0x90
            default: isContinuation(second)
            }
        guard isPossible else { return 1 }
        guard lead >= 0xF0, at &+ 2 < end, unsafe isContinuation(p[at &+ 2]) else { return 2 }
        return 3
    }

    @inline(__always)
    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
