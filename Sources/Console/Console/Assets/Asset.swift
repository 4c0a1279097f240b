import Bytes
import Storage

/// One file of the page, ready to be sent.
struct Asset: Sendable {
    let contentType: String
    let bytes: [UInt8]
    /// Compressed, where that is smaller by enough to matter.
    let gzipped: [UInt8]?
    /// Names the content; the entity tags are made of it.
    let hash: String

    /// - Parameter path: Only its ending counts.
    /// - Returns: `nil` for a kind of file that the page has no use for.
    init?(path: String, bytes: [UInt8], compress: Bool) {
        guard let type = Self.contentType(of: path) else { return nil }
        contentType = type
        self.bytes = bytes
        let small = compress ? Gzip.compress(bytes, level: 9) : bytes
        gzipped = small.count < bytes.count * 9 / 10 ? small : nil
        hash = Self.hex(Hash64.hash(bytes))
    }

    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func contentType(of path: String) -> String? {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        return switch path[path.index(after: dot)...] {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "woff2": "font/woff2"
        default: nil
        }
    }
}
