internal import Bytes

/// Builds the record of an event from fields in any order, then writes the map in one go.
struct RecordWriter {
    /// Keys and values one after the other, encoded.
    private(set) var body = MessagePackWriter()
    private(set) var count = 0

    mutating func removeAll() {
        body.bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    mutating func key(_ key: [UInt8]) {
        count += 1
        body.string(utf8: key)
    }

    mutating func key(_ bytes: [UInt8], in range: Range<Int>) {
        count += 1
        body.string(utf8: bytes, in: range)
    }

    mutating func text(_ bytes: [UInt8], in range: Range<Int>) { body.string(utf8: bytes, in: range) }
    mutating func null() { body.nil() }
    mutating func value(_ value: MessagePackValue) { body.value(value) }
    mutating func encoded(_ bytes: some Sequence<UInt8>) { body.bytes.append(contentsOf: bytes) }

    /// The map.
    func record() -> [UInt8] {
        var writer = MessagePackWriter(reservingCapacity: body.bytes.count + 5)
        writer.mapHeader(count)
        writer.bytes.append(contentsOf: body.bytes)
        return writer.bytes
    }
}
