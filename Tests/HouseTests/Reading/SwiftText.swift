/// A Swift source taken apart just far enough to tell code from comments and from the contents of strings.
struct SwiftText {
    struct Comment: Hashable {
        var text: String
        var line: Int
    }

    private(set) var tokens: [SwiftToken] = []
    private(set) var comments: [Comment] = []

    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    init(_ source: String) {
        bytes = Array(source.utf8)
        scanCode(untilClosingParenthesis: false)
    }

    /// Reads code to the end, or to the parenthesis that ends an interpolation.
    private mutating func scanCode(untilClosingParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                at += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                at += 1
            case UInt8(ascii: "/") where follows("//"):
                scanLineComment()
            case UInt8(ascii: "/") where follows("/*"):
                scanBlockComment()
            case UInt8(ascii: "\""):
                scanString(hashes: 0)
            case UInt8(ascii: "#"):
                let hashes = bytes[at...].prefix { $0 == byte }.count
                if at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "\"") {
                    at += hashes
                    scanString(hashes: hashes)
                } else {
                    addSign()
                }
            case _ where Self.isWordByte(byte):
                let word = bytes[at...].prefix(while: Self.isWordByte)
                tokens.append(SwiftToken(kind: .word, text: String(decoding: word, as: UTF8.self), line: line))
                at += word.count
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    depth -= 1
                    if depth < 0, untilClosingParenthesis {
                        at += 1
                        return
                    }
                }
                addSign()
            }
        }
    }

    private mutating func addSign() {
        tokens.append(SwiftToken(kind: .sign, text: String(UnicodeScalar(bytes[at])), line: line))
        at += 1
    }

    private mutating func scanLineComment() {
        let text = bytes[at...].prefix { $0 != UInt8(ascii: "\n") }
        comments.append(Comment(text: String(decoding: text, as: UTF8.self), line: line))
        at += text.count
    }

    private mutating func scanBlockComment() {
        let start = at
        let firstLine = line
        var depth = 0
        repeat {
            if follows("/*") {
                depth += 1
                at += 2
            } else if follows("*/") {
                depth -= 1
                at += 2
            } else {
                if bytes[at] == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
        } while depth > 0 && at < bytes.count
        let lines = String(decoding: bytes[start..<min(at, bytes.count)], as: UTF8.self)
        for (offset, text) in lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            comments.append(Comment(text: String(text), line: firstLine + offset))
        }
    }

    /// Reads a string literal from its first quotation mark on.
    private mutating func scanString(hashes: Int) {
        let closing = Array(repeating: UInt8(ascii: "#"), count: hashes)
        let isLong = follows("\"\"\"")
        let quotes = isLong ? 3 : 1
        let end = Array(repeating: UInt8(ascii: "\""), count: quotes) + closing
        let escape = [UInt8(ascii: "\\")] + closing
        let firstLine = line
        let place = tokens.count
        var text: [UInt8] = []
        at += quotes
        while at < bytes.count {
            if bytes[at...].starts(with: end) {
                at += end.count
                break
            }
            if bytes[at...].starts(with: escape) {
                at += escape.count
                guard at < bytes.count else { break }
                if bytes[at] == UInt8(ascii: "(") {
                    at += 1
                    scanCode(untilClosingParenthesis: true)
                } else {
                    if bytes[at] == UInt8(ascii: "\n") { line += 1 }
                    at += 1
                }
                continue
            }
            if bytes[at] == UInt8(ascii: "\n") {
                line += 1
                // Not closed: no more than this line is lost.
                if !isLong { break }
            }
            text.append(bytes[at])
            at += 1
        }
        let token = SwiftToken(kind: .string, text: String(decoding: text, as: UTF8.self), line: firstLine)
        tokens.insert(token, at: place)
    }

    private func follows(_ text: String) -> Bool {
        bytes[at...].starts(with: text.utf8)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }
}
