import HTTPTypes
import ServiceKit

/// A request's path that everyone who reads it reads in the same way.
///
/// Proxies are fooled by paths that they and the server behind understand differently: dot segments, encoded slashes,
/// empty segments, backslashes, double encoding. None of the paths that are passed on needs any of these, so they are
/// refused rather than cleaned.
struct PlainPath: Sendable {
    /// As it came, and as it is passed on.
    let raw: String
    /// Decoded; a slash at the end makes no segment.
    let segments: [String]

    static let maxLength = 4096

    init(_ raw: String) throws(Problem) {
        func refused(_ reason: String) -> Problem {
            Problem(.badRequest, code: "malformed-path", detail: reason)
        }
        let bytes = Array(raw.utf8)
        guard bytes.count <= Self.maxLength else { throw refused("the path is longer than \(Self.maxLength) bytes") }
        guard bytes.first == UInt8(ascii: "/") else { throw refused("the path does not begin with /") }
        var segments: [[UInt8]] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "/"):
                segments.append([])
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, let high = Self.hexDigit(bytes[index + 1]),
                    let low = Self.hexDigit(bytes[index + 2])
                else { throw refused("the path has a % that two hexadecimal digits do not follow") }
                let byte = high << 4 | low
                guard byte >= 0x20, byte != 0x7F, !Self.misleading.contains(byte) else {
                    throw refused("the path has an encoded /, \\, % or control character")
                }
                segments[segments.count - 1].append(byte)
                index += 2
            case let byte where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\\"):
                throw refused("the path has a character that must be encoded, or a \\")
            case let byte:
                segments[segments.count - 1].append(byte)
            }
            index += 1
        }
        if segments.last?.isEmpty == true { segments.removeLast() }
        guard !segments.contains(where: \.isEmpty) else { throw refused("the path has an empty segment") }
        var decoded: [String] = []
        for segment in segments {
            // Some servers cut a segment at ";", so "..;" would be ".." to them.
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            guard name != [0x2E], name != [0x2E, 0x2E] else { throw refused("the path has a . or .. segment") }
            guard let text = String(validating: segment, as: UTF8.self) else {
                throw refused("the path is not UTF-8 when decoded")
            }
            decoded.append(text)
        }
        self.raw = raw
        self.segments = decoded
    }

    private static let misleading: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "%")]

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Letters, digits, `-`, `.`, `_`, `~` (RFC 3986, 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    /// Names of indices, with `*` and `,`; not one of the API's own names, which begin with `_`.
    static func isIndexPattern(_ text: String) -> Bool {
        guard text == "_all" || (!text.isEmpty && text.utf8.first != UInt8(ascii: "_")) else { return false }
        return text.utf8.allSatisfy { isUnreserved($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: ",") }
    }
}
