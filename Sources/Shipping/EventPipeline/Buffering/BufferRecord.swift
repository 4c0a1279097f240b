internal import Bytes
internal import Storage

/// The records of a buffer's log: docs/format/shipper-buffer.md.
enum BufferRecord {
    /// The first eight bytes of a segment; the last is the version of the records.
    static let magic = Array("MTSHBUF".utf8) + [1]
    /// A batch and its head; sources split what is larger.
    static let maxBytes = 160 << 20

    struct Piece {
        var chunk: ChunkID
        var key: ChunkKey
        /// Milliseconds since 1970.
        var created: Int64
        var tag: String
        /// The place in the chunk of the first event.
        var first: Int
        var count: Int
        /// In the record.
        var events: Range<Int>
    }

    enum Kind: UInt8 {
        case positions = 1
        case append = 2
        case purge = 3
        case move = 4
    }

    enum Content {
        case positions([SourcePosition])
        case append([SourcePosition], [Piece])
        case purge([ChunkID])
        /// Pieces that stood in a segment that may be gone by now.
        case move(from: UInt64, [Piece])
    }

    // MARK: Writing

    static func positions(_ positions: [UInt64: Int]) -> [UInt8] {
        var bytes: [UInt8] = [Kind.positions.rawValue]
        append(positions.map { SourcePosition(stream: $0.key, offset: $0.value) }, to: &bytes)
        return bytes
    }

    static func purge(_ chunks: [ChunkID]) -> [UInt8] {
        var bytes: [UInt8] = [Kind.purge.rawValue]
        Varint.append(UInt64(chunks.count), to: &bytes)
        for chunk in chunks { bytes.append(contentsOf: chunk.bytes) }
        return bytes
    }

    static func appendHead(_ positions: [SourcePosition], pieces: Int) -> [UInt8] {
        var bytes: [UInt8] = [Kind.append.rawValue]
        append(positions, to: &bytes)
        Varint.append(UInt64(pieces), to: &bytes)
        return bytes
    }

    static func moveHead(from segment: UInt64, pieces: Int) -> [UInt8] {
        var bytes: [UInt8] = [Kind.move.rawValue]
        Varint.append(segment, to: &bytes)
        Varint.append(UInt64(pieces), to: &bytes)
        return bytes
    }

    /// Appends a piece and gives where its events are in the record.
    static func append(
        _ piece: Piece,
        events: some Collection<UInt8>,
        to bytes: inout [UInt8]
    ) -> Range<Int> {
        bytes.append(contentsOf: piece.chunk.bytes)
        append(piece.key.tag, to: &bytes)
        Varint.append(piece.key.timekey.map { Varint.zigzag($0) &+ 1 } ?? 0, to: &bytes)
        Varint.append(UInt64(piece.key.variables.count), to: &bytes)
        for variable in piece.key.variables { append(variable, to: &bytes) }
        Varint.appendZigzag(piece.created, to: &bytes)
        append(piece.tag, to: &bytes)
        Varint.append(UInt64(piece.first), to: &bytes)
        Varint.append(UInt64(piece.count), to: &bytes)
        Varint.append(UInt64(events.count), to: &bytes)
        let start = bytes.count
        bytes.append(contentsOf: events)
        return start..<bytes.count
    }

    private static func append(_ positions: [SourcePosition], to bytes: inout [UInt8]) {
        Varint.append(UInt64(positions.count), to: &bytes)
        for position in positions {
            bytes.appendUInt64(position.stream)
            Varint.append(UInt64(position.offset), to: &bytes)
        }
    }

    /// The length and one more, 0 for nil, then the text.
    private static func append(_ text: String?, to bytes: inout [UInt8]) {
        guard let text else { return Varint.append(0, to: &bytes) }
        Varint.append(UInt64(text.utf8.count) + 1, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    // MARK: Reading

    static func parse(_ record: [UInt8], path: String, offset: Int) throws(CorruptionError) -> Content {
        do {
            var reader = ByteReader(record)
            guard let kind = Kind(rawValue: try reader.readUInt8()) else {
                throw CorruptionError(path: path, offset: offset, reason: "unknown kind of record \(record.first ?? 0)")
            }
            let content: Content
            switch kind {
            case .positions: content = .positions(try readPositions(&reader))
            case .append:
                let positions = try readPositions(&reader)
                content = .append(positions, try readPieces(&reader))
            case .purge:
                var chunks: [ChunkID] = []
                for _ in 0..<(try readCount(&reader, atLeast: 16)) { chunks.append(try readChunk(&reader)) }
                content = .purge(chunks)
            case .move:
                let segment = try reader.readVarint()
                content = .move(from: segment, try readPieces(&reader))
            }
            guard reader.isAtEnd else {
                throw CorruptionError(path: path, offset: offset, reason: "bytes behind the content of a record")
            }
            return content
        } catch let error as CorruptionError {
            throw error
        } catch {
            throw CorruptionError(path: path, offset: offset, reason: "a record that cannot be read: \(error)")
        }
    }

    /// A count of things that take so many bytes each: more than there is room for is an error before memory is taken.
    private static func readCount(_ reader: inout ByteReader, atLeast size: Int) throws(ByteReaderError) -> Int {
        let count = try reader.readVarint()
        guard count <= UInt64(reader.remaining / size) else { throw .truncated(offset: reader.position) }
        return Int(count)
    }

    private static func readChunk(_ reader: inout ByteReader) throws(ByteReaderError) -> ChunkID {
        let high = try reader.readUInt64(.big)
        return ChunkID(high: high, low: try reader.readUInt64(.big))
    }

    private static func readText(_ reader: inout ByteReader) throws(ByteReaderError) -> String? {
        let length = try reader.readVarint()
        guard length > 0 else { return nil }
        guard length - 1 <= UInt64(reader.remaining) else { throw .truncated(offset: reader.position) }
        return String(decoding: try reader.readBytes(Int(length - 1)), as: UTF8.self)
    }

    private static func readNumber(_ reader: inout ByteReader) throws(ByteReaderError) -> Int {
        guard let number = Int(exactly: try reader.readVarint()) else { throw .truncated(offset: reader.position) }
        return number
    }

    private static func readPositions(_ reader: inout ByteReader) throws(ByteReaderError) -> [SourcePosition] {
        var positions: [SourcePosition] = []
        for _ in 0..<(try readCount(&reader, atLeast: 9)) {
            let stream = try reader.readUInt64()
            positions.append(SourcePosition(stream: stream, offset: try readNumber(&reader)))
        }
        return positions
    }

    private static func readPieces(_ reader: inout ByteReader) throws(ByteReaderError) -> [Piece] {
        var pieces: [Piece] = []
        for _ in 0..<(try readCount(&reader, atLeast: 24)) {
            let chunk = try readChunk(&reader)
            let tag = try readText(&reader)
            let timekey = try reader.readVarint()
            var variables: [String] = []
            for _ in 0..<(try readCount(&reader, atLeast: 1)) { variables.append(try readText(&reader) ?? "") }
            let created = try reader.readZigzag()
            let pieceTag = try readText(&reader) ?? ""
            let first = try readNumber(&reader)
            let count = try readNumber(&reader)
            let length = try readNumber(&reader)
            pieces.append(
                Piece(
                    chunk: chunk,
                    key: ChunkKey(
                        tag: tag,
                        timekey: timekey == 0 ? nil : Varint.unzigzag(timekey - 1),
                        variables: variables
                    ),
                    created: created,
                    tag: pieceTag,
                    first: first,
                    count: count,
                    events: try reader.readRange(length)
                )
            )
        }
        return pieces
    }
}

/// How far a source has been read: the stream is a file as long as it is not truncated, the offset is in bytes.
public struct SourcePosition: Sendable, Hashable {
    public let stream: UInt64
    public let offset: Int

    public init(stream: UInt64, offset: Int) {
        self.stream = stream
        self.offset = offset
    }
}
