public import Bytes
internal import Storage

/// A request of the forward protocol: Message, Forward, PackedForward or CompressedPackedForward mode.
public struct ForwardMessage: Sendable {
    public struct Limits: Sendable {
        /// The most that a compressed request may become.
        public var decompressedBytes = 256 << 20

        public init() {}
    }

    public enum Failure: Error, Sendable, CustomStringConvertible {
        case malformed(String)
        case unsupported(String)

        public var description: String {
            switch self {
            case .malformed(let reason): "not a request of the forward protocol: \(reason)"
            case .unsupported(let reason): reason
            }
        }
    }

    public let tag: String
    public let batch: EventBatch
    /// Events that were none: their time or record is of another type.
    public let skipped: Int
    /// The `chunk` option as it came, to be sent back when the events are safe.
    public let chunk: [UInt8]?

    /// Reads one request.
    ///
    /// - Returns: Nil for a heartbeat (`nil`).
    public static func parse(
        _ bytes: [UInt8],
        limits: Limits = Limits(),
        now: Timestamp
    ) throws(Failure) -> ForwardMessage? {
        do {
            return try read(bytes, limits, now)
        } catch let error as MessagePackError {
            throw .malformed(error.description)
        } catch let error as Failure {
            throw error
        } catch {
            throw .malformed("\(error)")
        }
    }

    private static func read(_ bytes: [UInt8], _ limits: Limits, _ now: Timestamp) throws -> ForwardMessage? {
        var cursor = MessagePackCursor(bytes, in: 0..<bytes.count)
        let count: Int
        switch try cursor.next() {
        case .null: return nil
        case .array(let elements): count = elements
        default: throw Failure.malformed("an array is expected")
        }
        guard (2...4).contains(count), let tag = string(try cursor.next(), bytes), !tag.isEmpty else {
            throw Failure.malformed("an array of a tag and events is expected")
        }
        var batch = EventBatch()
        var skipped = 0
        var options = Options()
        let entries = cursor
        switch try cursor.next() {
        case .array where count <= 3:
            // Forward mode, unless this is the time of Message mode with metadata.
            var list = entries
            let range = try list.skip()
            if count == 3 { options = try Options(&list, bytes) }
            skipped = try readEntries(bytes, in: range, now: now, into: &batch)
            cursor = list
        case .string(let range) where count <= 3, .binary(let range) where count <= 3:
            if count == 3 { options = try Options(&cursor, bytes) }
            var packed = Array(bytes[range])
            switch options.compressed {
            case nil, "text": break
            case "gzip":
                do {
                    packed = try Gzip.decompress(packed, limit: limits.decompressedBytes)
                } catch {
                    throw Failure.malformed("the compressed events cannot be read: \(error)")
                }
            case let name?: throw Failure.unsupported("compression '\(name)' is not supported")
            }
            skipped = try readPacked(packed, now: now, into: &batch)
        default:
            guard count >= 3 else { throw Failure.malformed("a time and a record are expected") }
            var event = entries
            if !(try append(&event, bytes, now: now, to: &batch)) { skipped = 1 }
            if count == 4 { options = try Options(&event, bytes) }
            cursor = event
        }
        guard cursor.atEnd else { throw Failure.malformed("there is something behind the request") }
        return ForwardMessage(tag: tag, batch: batch, skipped: skipped, chunk: options.chunk)
    }

    private static func string(_ head: MessagePackCursor.Head, _ bytes: [UInt8]) -> String? {
        switch head {
        case .string(let range), .binary(let range): String(validating: bytes[range], as: UTF8.self)
        default: nil
        }
    }

    private struct Options {
        var chunk: [UInt8]?
        var compressed: String?

        init() {}

        init(_ cursor: inout MessagePackCursor, _ bytes: [UInt8]) throws {
            switch try cursor.next() {
            case .null: return
            case .map(let count):
                for _ in 0..<count {
                    let key = ForwardMessage.string(try cursor.next(), bytes)
                    let value = try cursor.skip()
                    switch key {
                    case "chunk": chunk = Array(bytes[value])
                    case "compressed":
                        var inner = MessagePackCursor(bytes, in: value)
                        compressed = ForwardMessage.string(try inner.next(), bytes)
                    default: continue
                    }
                }
            default: throw Failure.malformed("the options must be a map")
            }
        }
    }

    private static func readEntries(
        _ bytes: [UInt8],
        in range: Range<Int>,
        now: Timestamp,
        into batch: inout EventBatch
    ) throws -> Int {
        var cursor = MessagePackCursor(bytes, in: range)
        guard case .array(let count) = try cursor.next() else { return 0 }
        var skipped = 0
        for _ in 0..<count {
            if !(try readEntry(&cursor, bytes, now: now, into: &batch)) { skipped += 1 }
        }
        return skipped
    }

    private static func readPacked(_ bytes: [UInt8], now: Timestamp, into batch: inout EventBatch) throws -> Int {
        var cursor = MessagePackCursor(bytes, in: 0..<bytes.count)
        var skipped = 0
        while !cursor.atEnd {
            if !(try readEntry(&cursor, bytes, now: now, into: &batch)) { skipped += 1 }
        }
        return skipped
    }

    /// Reads `[time, record]`. False, and passed over, when it is something else.
    private static func readEntry(
        _ cursor: inout MessagePackCursor,
        _ bytes: [UInt8],
        now: Timestamp,
        into batch: inout EventBatch
    ) throws -> Bool {
        let range = try cursor.skip()
        var entry = MessagePackCursor(bytes, in: range)
        guard case .array(let count) = try entry.next(), count >= 2 else { return false }
        return try append(&entry, bytes, now: now, to: &batch)
    }

    /// Reads a time and a record. A time may stand with metadata: `[time, {…}]`, as Fluent Bit sends it.
    private static func append(
        _ cursor: inout MessagePackCursor,
        _ bytes: [UInt8],
        now: Timestamp,
        to batch: inout EventBatch
    ) throws -> Bool {
        let timeRange = try cursor.skip()
        let record = try cursor.skip()
        guard let time = try time(bytes, in: timeRange, now: now) else { return false }
        guard (try? RecordFields(bytes, in: record)) != nil else { return false }
        batch.append(time: time, record: bytes[record])
        return true
    }

    private static func time(_ bytes: [UInt8], in range: Range<Int>, now: Timestamp) throws -> Timestamp? {
        var cursor = MessagePackCursor(bytes, in: range)
        switch try cursor.next() {
        case .null: return now
        case .integer(let seconds):
            guard (0...Int64(UInt32.max)).contains(seconds) else { return nil }
            return seconds == 0 ? now : Timestamp(nanoseconds: seconds * 1_000_000_000)
        case .double(let seconds):
            guard seconds.isFinite, seconds >= 0, seconds <= Double(UInt32.max) else { return nil }
            return Timestamp(seconds: seconds)
        case .ext(let type, let range): return EventTime.decode(type, bytes, range)
        case .array(let count) where count >= 1:
            return try time(bytes, in: try cursor.skip(), now: now)
        default: return nil
        }
    }

    // MARK: Writing

    /// A PackedForward request, compressed if wanted.
    ///
    /// - Parameter chunk: Asks for an acknowledgement with this text.
    public static func packed(_ batch: EventBatch, tag: String, chunk: String?, compresses: Bool) -> [UInt8] {
        var writer = MessagePackWriter(reservingCapacity: batch.bytes.count + tag.utf8.count + 64)
        writer.arrayHeader(3)
        writer.string(tag)
        writer.binary(compresses ? Gzip.compress(batch.bytes) : batch.bytes)
        writer.mapHeader(1 + (chunk == nil ? 0 : 1) + (compresses ? 1 : 0))
        writer.string("size")
        writer.integer(batch.count)
        if let chunk {
            writer.string("chunk")
            writer.string(chunk)
        }
        if compresses {
            writer.string("compressed")
            writer.string("gzip")
        }
        return writer.bytes
    }

    /// The acknowledgement of a request.
    public static func acknowledgement(_ chunk: [UInt8]) -> [UInt8] {
        var writer = MessagePackWriter()
        writer.mapHeader(1)
        writer.string("ack")
        writer.raw(chunk)
        return writer.bytes
    }
}
