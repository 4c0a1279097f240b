public import Bytes

/// The fields of a record, found in place.
public struct RecordFields: Sendable {
    public struct Field: Sendable {
        /// The bytes of the key, without its head.
        public let key: Range<Int>
        /// The value with its head.
        public let value: Range<Int>
    }

    public let bytes: [UInt8]
    public let fields: [Field]

    /// Reads the map at `range`. Keys that are not strings make it no record.
    public init(_ bytes: [UInt8], in range: Range<Int>) throws(MessagePackError) {
        var cursor = MessagePackCursor(bytes, in: range)
        guard case .map(let count) = try cursor.next(), count * 2 <= range.count else {
            throw MessagePackError(.truncated, offset: range.lowerBound)
        }
        var fields: [Field] = []
        fields.reserveCapacity(count)
        for _ in 0..<count {
            switch try cursor.next() {
            case .string(let key), .binary(let key):
                fields.append(Field(key: key, value: try cursor.skip()))
            default:
                throw MessagePackError(.reservedByte, offset: cursor.position)
            }
        }
        guard cursor.atEnd else { throw MessagePackError(.trailingBytes, offset: cursor.position) }
        self.bytes = bytes
        self.fields = fields
    }

    public func index(of key: [UInt8]) -> Int? {
        fields.lastIndex { bytes[$0.key].elementsEqual(key) }
    }

    public func index(of key: String) -> Int? { index(of: Array(key.utf8)) }

    /// The value of a field as text: strings as they are, nil for null, anything else as JSON.
    public func text(_ index: Int) -> String? {
        RecordText.text(bytes, in: fields[index].value)
    }
}
