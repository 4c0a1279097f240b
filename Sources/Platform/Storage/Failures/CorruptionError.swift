/// Bytes on disk that were once written whole and are not what was written.
public struct CorruptionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// Where in the file the damaged structure starts, in bytes.
    public var offset: Int
    /// What was expected there and what was found.
    public var reason: String

    public init(path: String, offset: Int, reason: String) {
        self.path = path
        self.offset = offset
        self.reason = reason
    }

    public var description: String {
        "\(path) is damaged at offset \(offset): \(reason)"
    }
}
