/// Any MessagePack value (msgpack.org specification, 2017).
public enum MessagePackValue: Sendable {
    case `nil`
    case bool(Bool)
    /// An integer that fits into 64 signed bits, whichever way it was written.
    case int(Int64)
    /// An integer above `Int64.max`.
    case uint(UInt64)
    case double(Double)
    /// A number of 32 bits; kept apart from ``double(_:)`` so that it is written back as it was read.
    case float(Float)
    case string(String)
    /// Bytes; also what is marked as a string but is not UTF-8, so that no byte of it is lost.
    case binary([UInt8])
    case array([MessagePackValue])
    /// Pairs in order; keys may be of any type, and may be there twice.
    case map([(key: MessagePackValue, value: MessagePackValue)])
    /// An extension: its type, and its payload.
    case ext(Int8, [UInt8])
}

extension MessagePackValue {
    /// The text of a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The bytes of a string or of binary data.
    public var bytes: [UInt8]? {
        switch self {
        case .string(let text): [UInt8](text.utf8)
        case .binary(let bytes): bytes
        default: nil
        }
    }

    /// An integer that fits.
    public var int: Int? {
        guard case .int(let value) = self else { return nil }
        return Int(value)
    }

    /// Any number; large integers are rounded.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        case .float(let value): Double(value)
        default: nil
        }
    }

    /// The truth value of a boolean.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array.
    public var array: [MessagePackValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The pairs of a map.
    public var map: [(key: MessagePackValue, value: MessagePackValue)]? {
        guard case .map(let pairs) = self else { return nil }
        return pairs
    }

    /// The value of the last pair whose key is the string `key`, of a map that has it.
    public subscript(key: String) -> MessagePackValue? {
        map?.last { $0.key.string == key }?.value
    }

    /// The value as MessagePack.
    public func serialized() -> [UInt8] {
        var writer = MessagePackWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension MessagePackValue: Equatable {
    /// Whether both are written as the same bytes, but for NaN, which equals nothing; pairs count in their order.
    public static func == (left: MessagePackValue, right: MessagePackValue) -> Bool {
        switch (left, right) {
        case (.nil, .nil): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.uint(let left), .uint(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.binary(let left), .binary(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.map(let left), .map(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && $0.value == $1.value }
        case (.ext(let leftType, let left), .ext(let rightType, let right)): leftType == rightType && left == right
        default: false
        }
    }
}
