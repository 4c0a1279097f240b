internal import CKernels

/// The grammar of JSON over raw bytes.
///
/// What keeps it right: `bytes` is readable up to `end` for as long as the scanner lives (it is made and used inside
/// of one `withUnsafeBytes`). Every read is at an offset that was compared with `end` just before; the kernels take
/// `end` and read nothing behind it.
@safe
struct JSONScanner {
    private let bytes: UnsafePointer<UInt8>
    private let end: Int

    /// `bytes` must be readable up to `end`.
    @unsafe
    init(bytes: UnsafePointer<UInt8>, end: Int) {
        unsafe self.bytes = bytes
        self.end = end
    }

    /// Reads one document and appends its tokens.
    ///
    /// There is no recursion and no stack of its own: an open container's token holds the index of its parent.
    func scan(from start: Int, depthLimit: Int, into tokens: inout JSONTokenBuffer) throws(JSONFault) {
        let root = UInt32.max
        var parent = Int(root)
        var isInObject = false
        var depth = 0
        var at = skipSpace(start)

        value: while true {
            guard at < end else { throw endFault("a value") }
            let first = unsafe bytes[at]
            switch first {
            case UInt8(ascii: "\""):
                let (close, hasEscapes) = try scanString(at)
                tokens.append(.init(.string, at &+ 1, close, next: tokens.count &+ 1, flag: hasEscapes))
                at = close &+ 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < depthLimit else { throw JSONFault(at, "nested deeper than \(depthLimit) levels") }
                isInObject = first == UInt8(ascii: "{")
                tokens.append(.init(isInObject ? .object : .array, at, at, next: parent))
                parent = tokens.count &- 1
                depth &+= 1
                at = skipSpace(at &+ 1)
                if isInObject {
                    guard at < end, unsafe bytes[at] == UInt8(ascii: "}") else {
                        at = try scanKey(at, "a key or '}'", into: &tokens)
                        continue value
                    }
                } else {
                    guard at < end, unsafe bytes[at] == UInt8(ascii: "]") else { continue value }
                }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (stop, isInteger) = try scanNumber(at)
                tokens.append(.init(.number, at, stop, next: tokens.count &+ 1, flag: isInteger))
                at = stop
            case UInt8(ascii: "t"):
                try expectWord("true", at)
                tokens.append(.init(.true, at, at &+ 4, next: tokens.count &+ 1))
                at &+= 4
            case UInt8(ascii: "f"):
                try expectWord("false", at)
                tokens.append(.init(.false, at, at &+ 5, next: tokens.count &+ 1))
                at &+= 5
            case UInt8(ascii: "n"):
                try expectWord("null", at)
                tokens.append(.init(.null, at, at &+ 4, next: tokens.count &+ 1))
                at &+= 4
            default:
                throw fault(at, "a value")
            }

            // Behind a value: the next one, or the ends of containers.
            while true {
                at = skipSpace(at)
                if parent == Int(root) {
                    guard at == end else { throw fault(at, "the end of the document") }
                    return
                }
                guard at < end else { throw endFault(isInObject ? "',' or '}'" : "',' or ']'") }
                let byte = unsafe bytes[at]
                if byte == UInt8(ascii: ",") {
                    at = skipSpace(at &+ 1)
                    if isInObject { at = try scanKey(at, "a key", into: &tokens) }
                    continue value
                }
                guard byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw fault(at, isInObject ? "',' or '}'" : "',' or ']'")
                }
                at &+= 1
                parent = tokens.close(parent, end: at)
                depth &-= 1
                if parent != Int(root) { isInObject = tokens[parent].kind == .object }
            }
        }
    }

    @inline(__always)
    private func skipSpace(_ from: Int) -> Int {
        var at = from
        while at < end, unsafe bytes[at] <= 0x20 {
            let byte = unsafe bytes[at]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            at &+= 1
        }
        return at
    }

    /// A key with its colon; returns where the value begins.
    @inline(__always)
    private func scanKey(
        _ at: Int,
        _ expected: String,
        into tokens: inout JSONTokenBuffer
    ) throws(JSONFault) -> Int {
        guard at < end else { throw endFault(expected) }
        guard unsafe bytes[at] == UInt8(ascii: "\"") else { throw fault(at, expected) }
        let (close, hasEscapes) = try scanString(at)
        tokens.append(.init(.string, at &+ 1, close, next: tokens.count &+ 1, isKey: true, flag: hasEscapes))
        let colon = skipSpace(close &+ 1)
        guard colon < end else { throw endFault("':'") }
        guard unsafe bytes[colon] == UInt8(ascii: ":") else { throw fault(colon, "':'") }
        return skipSpace(colon &+ 1)
    }

    /// A string whose opening quote is at `at`; returns where its closing quote is.
    @inline(__always)
    private func scanString(_ open: Int) throws(JSONFault) -> (close: Int, hasEscapes: Bool) {
        let at = unsafe ck_find_json_special(bytes, open &+ 1, end)
        if at < end, unsafe bytes[at] == UInt8(ascii: "\"") { return (at, false) }
        return try scanRest(ofString: open, at)
    }

    private func scanRest(ofString open: Int, _ from: Int) throws(JSONFault) -> (close: Int, hasEscapes: Bool) {
        var at = from
        var hasEscapes = false
        while at < end {
            let byte = unsafe bytes[at]
            if byte == UInt8(ascii: "\"") { return (at, hasEscapes) }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                at = try scanEscape(at)
            } else if byte < 0x20 {
                throw JSONFault(at, "control character \(Self.name(byte)) in a string; it must be escaped")
            } else {
                repeat {
                    let length = unsafe UTF8Text.sequenceLength(bytes, at, end)
                    guard length > 0 else { throw JSONFault(at, "invalid UTF-8 in a string") }
                    at &+= length
                } while at < end && (unsafe bytes[at] >= 0x80)
            }
            at = unsafe ck_find_json_special(bytes, at, end)
        }
        throw JSONFault(end, "the string that begins at offset \(open) has no closing quote")
    }

    private func scanEscape(_ at: Int) throws(JSONFault) -> Int {
        guard at &+ 1 < end else { throw endFault("an escaped character") }
        switch unsafe bytes[at &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at &+ 2
        case UInt8(ascii: "u"):
            for index in (at &+ 2)..<(at &+ 6) {
                guard index < end else { throw endFault("four hexadecimal digits") }
                guard unsafe Hex.digit(bytes[index]) != nil else {
                    throw fault(index, "four hexadecimal digits behind \\u")
                }
            }
            return at &+ 6
        default:
            throw JSONFault(at, "unknown escape in a string")
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    @inline(__always)
    private func scanNumber(_ start: Int) throws(JSONFault) -> (stop: Int, isInteger: Bool) {
        var at = start
        if unsafe bytes[at] == UInt8(ascii: "-") { at &+= 1 }
        let first = at
        at = try scanDigits(at)
        if unsafe bytes[first] == UInt8(ascii: "0"), at > first &+ 1 {
            throw JSONFault(first, "a number must not begin with a zero")
        }
        guard at < end else { return (at, true) }
        var isInteger = true
        if unsafe bytes[at] == UInt8(ascii: ".") {
            isInteger = false
            at = try scanDigits(at &+ 1)
        }
        if at < end, unsafe bytes[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            at &+= 1
            if at < end, unsafe bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at &+= 1 }
            at = try scanDigits(at)
        }
        return (at, isInteger)
    }

    /// At least one digit.
    @inline(__always)
    private func scanDigits(_ from: Int) throws(JSONFault) -> Int {
        var at = from
        while at < end, unsafe bytes[at] &- UInt8(ascii: "0") < 10 { at &+= 1 }
        guard at > from else {
            if at == end { throw endFault("a digit") }
            throw fault(at, "a digit")
        }
        return at
    }

    @inline(__always)
    private func expectWord(_ word: StaticString, _ at: Int) throws(JSONFault) {
        let count = word.utf8CodeUnitCount
        for index in 0..<count {
            guard at &+ index < end, unsafe bytes[at &+ index] == word.utf8Start[index] else {
                throw JSONFault(at, "expected a value; did you mean \(word)?")
            }
        }
    }

    private func fault(_ at: Int, _ expected: String) -> JSONFault {
        JSONFault(at, "expected \(expected), found \(unsafe Self.name(bytes[at]))")
    }

    private func endFault(_ expected: String) -> JSONFault {
        JSONFault(end, "expected \(expected), found the end of the document")
    }

    private static func name(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
        return "byte 0x" + Hex.encode(UInt64(byte), digits: 2)
    }
}
