/// Why compressed bytes could not be inflated.
public enum GzipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The contents are longer than the caller takes. Nothing beyond the limit has been inflated.
    case tooLarge(limit: Int)
    /// The stream ends before its end marker.
    case truncated
    /// The stream is damaged or in another format.
    case damaged(String)

    public var description: String {
        switch self {
        case .tooLarge(let limit): "the compressed contents are longer than \(limit) bytes"
        case .truncated: "the compressed contents end too early"
        case .damaged(let reason): "the compressed contents are damaged: \(reason)"
        }
    }
}
