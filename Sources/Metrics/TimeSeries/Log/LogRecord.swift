import Bytes

/// The records of a segment, as `docs/format/metrics-log.md` defines them.
enum LogRecord {
    enum Kind {
        static let header: UInt8 = 1
        static let batch: UInt8 = 2
    }

    static let revision: UInt64 = 1

    struct Header: Equatable {
        var sequence: UInt64
        /// Milliseconds since 1970 UTC.
        var created: Int64
    }

    struct Group: Equatable {
        /// Milliseconds since 1970 UTC.
        var timestamp: Int64
        /// Numbers of series within the segment.
        var series: [UInt32]
        var values: [Double]
    }

    struct Batch {
        var definitions: [Labels]
        var groups: [Group]
    }

    case header(Header)
    case batch(Batch)
}

/// Why a record with a good checksum still cannot be read: written by a later version, or not by us.
struct LogRecordError: Error, Equatable {
    var reason: String
}

// MARK: Writing

extension LogRecord {
    static func encode(_ header: Header) -> [UInt8] {
        var bytes: [UInt8] = [Kind.header]
        Varint.append(revision, to: &bytes)
        Varint.append(header.sequence, to: &bytes)
        Varint.appendZigzag(header.created, to: &bytes)
        return bytes
    }

    static func encode(_ batch: Batch) -> [UInt8] {
        var bytes: [UInt8] = [Kind.batch]
        bytes.reserveCapacity(16 + batch.groups.reduce(0) { $0 + $1.series.count * 9 + 16 })
        Varint.append(UInt64(batch.definitions.count), to: &bytes)
        for labels in batch.definitions {
            Varint.append(UInt64(labels.count), to: &bytes)
            for label in labels {
                appendText(label.name, to: &bytes)
                appendText(label.value, to: &bytes)
            }
        }
        Varint.append(UInt64(batch.groups.count), to: &bytes)
        for group in batch.groups {
            Varint.appendZigzag(group.timestamp, to: &bytes)
            Varint.append(UInt64(group.series.count), to: &bytes)
            var expected: Int64 = 0
            for series in group.series {
                Varint.appendZigzag(Int64(series) - expected, to: &bytes)
                expected = Int64(series) + 1
            }
            for value in group.values {
                bytes.appendUInt64(value.bitPattern)
            }
        }
        return bytes
    }

    private static func appendText(_ text: String, to bytes: inout [UInt8]) {
        Varint.append(UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }
}
