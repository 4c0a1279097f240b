public import Bytes

/// Events of one tag, encoded once: the bytes are those that go to disk and over the forward protocol.
///
/// Each event is `[time, record]` in MessagePack, the time as Fluentd's EventTime (`fixext8`, type 0), the record a
/// map. Fields are found in place; see ``RecordFields``.
public struct EventBatch: Sendable {
    public struct Entry: Sendable, Hashable {
        public let time: Timestamp
        /// Where the event is in `bytes`, its head included.
        public let range: Range<Int>
        /// The position of its source behind the event: 0 where the source has none.
        public let origin: Int
    }

    /// Before the record: an array of two, and the time.
    static let headSize = 11

    public private(set) var bytes: [UInt8] = []
    public private(set) var entries: [Entry] = []

    public init() {}

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }

    /// Where the record of an event is in `bytes`.
    public func record(_ index: Int) -> Range<Int> {
        let range = entries[index].range
        return range.lowerBound + Self.headSize..<range.upperBound
    }

    /// Appends an event whose record is a whole MessagePack map.
    public mutating func append(time: Timestamp, record: some Collection<UInt8>, origin: Int = 0) {
        let start = bytes.count
        Self.appendHead(time, to: &bytes)
        bytes.append(contentsOf: record)
        entries.append(Entry(time: time, range: start..<bytes.count, origin: origin))
    }

    /// Appends what is an event already, as it came over the forward protocol.
    mutating func append(encoded: some Collection<UInt8>, time: Timestamp, origin: Int) {
        let start = bytes.count
        bytes.append(contentsOf: encoded)
        entries.append(Entry(time: time, range: start..<bytes.count, origin: origin))
    }

    /// The events that stay when those up to the origin `position` are left out.
    public func dropping(through position: Int) -> EventBatch {
        guard entries.contains(where: { $0.origin <= position }) else { return self }
        var result = EventBatch()
        for entry in entries where entry.origin > position {
            result.append(encoded: bytes[entry.range], time: entry.time, origin: entry.origin)
        }
        return result
    }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    /// `[time, …`: the record follows. Times outside 1970–2106 become the nearest that EventTime has.
    static func appendHead(_ time: Timestamp, to bytes: inout [UInt8]) {
        let clamped = min(max(time.nanoseconds, 0), Int64(UInt32.max) * 1_000_000_000 + 999_999_999)
        bytes.append(0x92)
        bytes.append(0xd7)
        bytes.append(0x00)
        bytes.appendUInt32(UInt32(clamped / 1_000_000_000), .big)
        bytes.appendUInt32(UInt32(clamped % 1_000_000_000), .big)
    }

    /// The time of the event that begins at `start` in bytes that `appendHead` has written.
    static func time(in bytes: [UInt8], at start: Int) -> Timestamp {
        var number: UInt64 = 0
        for index in start + 3..<start + headSize { number = number << 8 | UInt64(bytes[index]) }
        return Timestamp(nanoseconds: Int64(number >> 32) * 1_000_000_000 + Int64(number & 0xffff_ffff))
    }

    /// Reads a concatenation of events as a chunk holds it.
    public init(chunk bytes: [UInt8]) throws(MessagePackError) {
        var cursor = MessagePackCursor(bytes, in: 0..<bytes.count)
        while !cursor.atEnd {
            let range = try cursor.skip()
            guard range.count > Self.headSize, bytes[range.lowerBound] == 0x92, bytes[range.lowerBound + 1] == 0xd7
            else {
                throw MessagePackError(.reservedByte, offset: range.lowerBound)
            }
            entries.append(Entry(time: Self.time(in: bytes, at: range.lowerBound), range: range, origin: 0))
        }
        self.bytes = bytes
    }
}

extension EventBatch {
    /// The events of which `includes` is true for their index.
    public func filtered(_ includes: (Int) -> Bool) -> EventBatch {
        var result = EventBatch()
        for index in entries.indices where includes(index) {
            result.append(
                encoded: bytes[entries[index].range],
                time: entries[index].time,
                origin: entries[index].origin
            )
        }
        return result
    }

    /// The events in parts of at most `limit` bytes, one event at least in each.
    public func split(limit: Int) -> [EventBatch] {
        guard bytes.count > limit else { return [self] }
        var parts: [EventBatch] = []
        var part = EventBatch()
        for entry in entries {
            if !part.isEmpty, part.bytes.count + entry.range.count > limit {
                parts.append(part)
                part = EventBatch()
            }
            part.append(encoded: bytes[entry.range], time: entry.time, origin: entry.origin)
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }

    /// The events with a text field added to each record; a field of that name is replaced.
    public func adding(_ key: String, _ text: String) -> EventBatch {
        var result = EventBatch()
        let name = Array(key.utf8)
        let value = Array(text.utf8)
        for index in entries.indices {
            guard let fields = try? RecordFields(bytes, in: record(index)) else { continue }
            var writer = RecordWriter()
            for field in fields.fields where !bytes[field.key].elementsEqual(name) {
                writer.key(bytes, in: field.key)
                writer.encoded(bytes[field.value])
            }
            writer.key(name)
            writer.text(value, in: 0..<value.count)
            result.append(time: entries[index].time, record: writer.record(), origin: entries[index].origin)
        }
        return result
    }
}
