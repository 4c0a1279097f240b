/// Why bytes are not MessagePack, or not MessagePack that is accepted here.
public struct MessagePackError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Sendable, Equatable {
        /// The byte 0xC1, which never begins a value.
        case reservedByte
        /// Arrays and maps are nested deeper than this many levels.
        case tooDeep(limit: Int)
        /// One value takes more than this many bytes.
        case tooLarge(limit: Int)
        /// The bytes end inside of a value.
        case truncated
        /// There are bytes behind the value.
        case trailingBytes
    }

    public let reason: Reason
    /// Where, in bytes from the beginning of what was read (of a stream: of all of it).
    public let offset: Int

    public init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String {
        let text =
            switch reason {
            case .reservedByte: "byte 0xC1 begins no MessagePack value"
            case .tooDeep(let limit): "MessagePack nested deeper than \(limit) levels"
            case .tooLarge(let limit): "a MessagePack value of more than \(limit) bytes"
            case .truncated: "the bytes end inside of a MessagePack value"
            case .trailingBytes: "bytes behind the MessagePack value"
            }
        return "offset \(offset): \(text)"
    }
}
