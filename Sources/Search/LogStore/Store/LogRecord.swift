import Bytes

/// A record of the document log: docs/format/search-log.md.
enum LogRecord: Equatable {
    case index(JSONValue)
    case mapping(JSONValue)
    case settings(JSONValue)
    case document(sequenceNumber: Int64, version: Int64, id: [UInt8], source: [UInt8])
    case delete(sequenceNumber: Int64, version: Int64, id: [UInt8])

    private enum Kind: UInt8 {
        case index = 1, mapping, settings, document, delete
    }

    struct Malformed: Error {
        var reason: String
    }

    var encoded: [UInt8] {
        switch self {
        case .index(let json): return [Kind.index.rawValue] + json.serialized()
        case .mapping(let json): return [Kind.mapping.rawValue] + json.serialized()
        case .settings(let json): return [Kind.settings.rawValue] + json.serialized()
        case .document(let sequenceNumber, let version, let id, let source):
            return Self.head(.document, sequenceNumber, version, id, reserving: source.count) + source
        case .delete(let sequenceNumber, let version, let id):
            return Self.head(.delete, sequenceNumber, version, id, reserving: 0)
        }
    }

    private static func head(
        _ kind: Kind,
        _ sequenceNumber: Int64,
        _ version: Int64,
        _ id: [UInt8],
        reserving: Int
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24 + id.count + reserving)
        bytes.append(kind.rawValue)
        Varint.append(UInt64(sequenceNumber), to: &bytes)
        Varint.append(UInt64(version), to: &bytes)
        Varint.append(UInt64(id.count), to: &bytes)
        bytes.append(contentsOf: id)
        return bytes
    }

    init(decoding bytes: [UInt8]) throws(Malformed) {
        guard let first = bytes.first else { throw Malformed(reason: "an empty record") }
        guard let kind = Kind(rawValue: first) else { throw Malformed(reason: "unknown record kind \(first)") }
        switch kind {
        case .index: self = .index(try Self.json(bytes))
        case .mapping: self = .mapping(try Self.json(bytes))
        case .settings: self = .settings(try Self.json(bytes))
        case .document, .delete:
            var reader = ByteReader(bytes, in: 1..<bytes.count)
            do throws(ByteReaderError) {
                let sequenceNumber = Int64(clamping: try reader.readVarint())
                let version = Int64(clamping: try reader.readVarint())
                let length = Int(clamping: try reader.readVarint())
                let id = try reader.readBytes(length)
                if kind == .document {
                    let source = try reader.readBytes(reader.remaining)
                    self = .document(sequenceNumber: sequenceNumber, version: version, id: id, source: source)
                } else {
                    guard reader.isAtEnd else { throw ByteReaderError.truncated(offset: reader.position) }
                    self = .delete(sequenceNumber: sequenceNumber, version: version, id: id)
                }
            } catch {
                throw Malformed(reason: "a damaged \(kind) record: \(error)")
            }
        }
    }

    private static func json(_ bytes: [UInt8]) throws(Malformed) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: Array(bytes.dropFirst()))
        } catch {
            throw Malformed(reason: "a record that is no JSON: \(error)")
        }
    }
}
