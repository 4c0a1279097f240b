internal import CKernels

// What keeps it right: every offset is compared with the end of the buffer, or of the range that was checked to be
// inside of it, just before the byte is read; the kernels read nothing behind the end they are given.

extension JSONText {
    /// - Parameter colon: Whether a colon comes behind the closing quote, as it does behind a key.
    @unsafe
    static func appendQuoted(_ buffer: UnsafeRawBufferPointer, colon: Bool = false, to bytes: inout [UInt8]) {
        guard let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            bytes.append(contentsOf: colon ? [0x22, 0x22, 0x3A] : [0x22, 0x22])
            return
        }
        let end = buffer.count
        let special = unsafe ck_find_json_special(base, 0, end)
        guard special == end else {
            bytes.append(UInt8(ascii: "\""))
            unsafe appendEscaped(buffer, base, special, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
            if colon { bytes.append(UInt8(ascii: ":")) }
            return
        }
        // Most texts stand for themselves: one check for room, one copy.
        bytes.append(addingCapacity: end &+ 3) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, initializedCount in
                unsafe target[0] = UInt8(ascii: "\"")
                unsafe (target.baseAddress! + 1).initialize(from: base, count: end)
                unsafe target[end &+ 1] = UInt8(ascii: "\"")
                unsafe target[end &+ 2] = UInt8(ascii: ":")
                initializedCount = colon ? end &+ 3 : end &+ 2
            }
        }
    }

    /// The inside of a string from the first byte that does not stand for itself on, and what is before it.
    @unsafe
    private static func appendEscaped(
        _ buffer: UnsafeRawBufferPointer,
        _ base: UnsafePointer<UInt8>,
        _ special: Int,
        to bytes: inout [UInt8]
    ) {
        let end = buffer.count
        // [copied, at) stands for itself and is appended in one piece.
        var copied = 0
        var at = special
        while at < end {
            let byte = unsafe base[at]
            if byte >= 0x80 {
                let length = unsafe UTF8Text.sequenceLength(base, at, end)
                if length > 0 {
                    at &+= length
                } else {
                    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[copied..<at]))
                    bytes.append(contentsOf: replacement)
                    at &+= unsafe UTF8Text.invalidLength(base, at, end)
                    copied = at
                }
                if at < end, unsafe base[at] >= 0x80 { continue }
            } else {
                unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[copied..<at]))
                appendEscape(byte, to: &bytes)
                at &+= 1
                copied = at
            }
            at = unsafe ck_find_json_special(base, at, end)
        }
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[copied..<end]))
    }

    private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            Hex.append(byte, to: &bytes)
        }
    }

    /// U+FFFD in UTF-8.
    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    @unsafe
    static func unescape(
        _ buffer: UnsafeRawBufferPointer,
        in range: Range<Int>,
        into bytes: inout [UInt8]
    ) throws(JSONError) {
        precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count, "\(range) of \(buffer.count) bytes")
        guard let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let end = range.upperBound
        var at = range.lowerBound
        while true {
            let mark = unsafe ck_find(base, at, end, UInt8(ascii: "\\"))
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[at..<mark]))
            guard mark < end else { return }
            do throws(JSONFault) {
                at = unsafe try unescapeOne(base, mark, end, into: &bytes)
            } catch {
                throw unsafe error.located(in: buffer, from: range.lowerBound)
            }
        }
    }

    /// The escape whose backslash is at `at`; returns where it ends.
    @unsafe
    private static func unescapeOne(
        _ base: UnsafePointer<UInt8>,
        _ at: Int,
        _ end: Int,
        into bytes: inout [UInt8]
    ) throws(JSONFault) -> Int {
        guard at &+ 1 < end else { throw JSONFault(at, "a backslash with nothing behind it") }
        let byte = unsafe base[at &+ 1]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "u"):
            guard let unit = unsafe codeUnit(base, at, end) else {
                throw JSONFault(at, "\\u without four hexadecimal digits")
            }
            if UTF16.isLeadSurrogate(unit), at &+ 12 <= end, unsafe base[at &+ 6] == UInt8(ascii: "\\"),
                unsafe base[at &+ 7] == UInt8(ascii: "u"), let low = unsafe codeUnit(base, at &+ 6, end),
                UTF16.isTrailSurrogate(low)
            {
                let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
                append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &bytes)
                return at &+ 12
            }
            // Half a pair is no scalar, and becomes the replacement character.
            append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &bytes)
            return at &+ 6
        default:
            throw JSONFault(at, "unknown escape in a string")
        }
        return at &+ 2
    }

    /// The four digits of the `\u` at `at`.
    @unsafe
    private static func codeUnit(_ base: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> UInt16? {
        guard at &+ 6 <= end else { return nil }
        var value: UInt16 = 0
        for index in (at &+ 2)..<(at &+ 6) {
            guard let digit = unsafe Hex.digit(base[index]) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
}
