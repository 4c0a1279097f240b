/// DEFLATE (RFC 1951) in its three wrappings, by zlib.
public enum Gzip {
    /// What is around the compressed bytes.
    public enum Format: Sendable, Hashable {
        /// RFC 1952: header, CRC-32 and length. `Content-Encoding: gzip`, files named `.gz`.
        case gzip
        /// RFC 1950: two bytes and an Adler-32. `Content-Encoding: deflate`.
        case zlib
        /// Nothing around it: what some senders mean by `deflate`.
        case raw
        /// On inflating: gzip or zlib, by the first bytes. On compressing: gzip.
        case detected

        /// zlib's `windowBits`.
        var windowBits: Int32 {
            switch self {
            case .gzip: 15 + 16
            case .zlib: 15
            case .raw: -15
            case .detected: 15 + 32
            }
        }
    }

    /// Compresses bytes.
    ///
    /// - Parameter level: 1 (fast) … 9 (small); 0 stores.
    public static func compress(_ bytes: [UInt8], level: Int = 6, format: Format = .gzip) -> [UInt8] {
        deflate(bytes, level: min(max(level, 0), 9), format: format == .detected ? .gzip : format)
    }

    /// Inflates bytes. Several gzip members one after the other are one content (RFC 1952, section 2.2).
    ///
    /// - Parameter limit: The longest content that is taken, in bytes. Memory stays within it, whatever the input
    ///   claims.
    public static func decompress(
        _ bytes: [UInt8],
        limit: Int,
        format: Format = .detected
    ) throws(GzipError) -> [UInt8] {
        try inflate(bytes, limit: max(limit, 0), format: format)
    }
}
