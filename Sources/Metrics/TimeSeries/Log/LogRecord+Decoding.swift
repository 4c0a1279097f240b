import Bytes

extension LogRecord {
    /// - Parameter definedSeries: how many series the segment has defined before this record; a group that names a
    ///   series beyond them and the record's own definitions is an error.
    static func decode(_ bytes: [UInt8], definedSeries: Int) throws(LogRecordError) -> LogRecord {
        var reader = ByteReader(bytes)
        do {
            let record = try decode(&reader, definedSeries: definedSeries)
            guard reader.isAtEnd else {
                throw LogRecordError(reason: "\(reader.remaining) bytes after the end of the record")
            }
            return record
        } catch let error as LogRecordError {
            throw error
        } catch {
            throw LogRecordError(reason: "\(error)")
        }
    }

    private static func decode(_ reader: inout ByteReader, definedSeries: Int) throws -> LogRecord {
        switch try reader.readUInt8() {
        case Kind.header: .header(try decodeHeader(&reader))
        case Kind.batch: .batch(try decodeBatch(&reader, definedSeries: definedSeries))
        case let kind: throw LogRecordError(reason: "record of unknown kind \(kind)")
        }
    }

    private static func decodeHeader(_ reader: inout ByteReader) throws -> Header {
        let found = try reader.readVarint()
        guard found == revision else {
            throw LogRecordError(reason: "segment of revision \(found), this program reads \(revision)")
        }
        return Header(sequence: try reader.readVarint(), created: try reader.readZigzag())
    }

    private static func decodeBatch(_ reader: inout ByteReader, definedSeries: Int) throws -> Batch {
        var batch = Batch(definitions: [], groups: [])
        let definitions = try count(&reader, ofAtLeast: 1)
        for _ in 0..<definitions {
            batch.definitions.append(try decodeLabels(&reader))
        }
        let groups = try count(&reader, ofAtLeast: 2)
        for _ in 0..<groups {
            batch.groups.append(try decodeGroup(&reader, seriesCount: definedSeries + definitions))
        }
        return batch
    }

    private static func decodeLabels(_ reader: inout ByteReader) throws -> Labels {
        var packed: [UInt8] = []
        var previous: Range<Int>?
        for _ in 0..<(try count(&reader, ofAtLeast: 2)) {
            let name = try reader.readLengthPrefixedRange()
            let value = try reader.readLengthPrefixedRange()
            if value.isEmpty { throw LogRecordError(reason: "a label with an empty value") }
            if let previous, !reader.bytes[previous].lexicographicallyPrecedes(reader.bytes[name]) {
                throw LogRecordError(reason: "labels that are not sorted by name")
            }
            previous = name
            Labels.append(reader.bytes[name], to: &packed)
            Labels.append(reader.bytes[value], to: &packed)
        }
        return Labels(packed: packed)
    }

    private static func decodeGroup(_ reader: inout ByteReader, seriesCount: Int) throws -> Group {
        var group = Group(timestamp: try reader.readZigzag(), series: [], values: [])
        let count = try count(&reader, ofAtLeast: 9)
        group.series.reserveCapacity(count)
        group.values.reserveCapacity(count)
        var expected: Int64 = 0
        for _ in 0..<count {
            let (series, overflows) = expected.addingReportingOverflow(try reader.readZigzag())
            guard !overflows, series >= 0, series < seriesCount else {
                throw LogRecordError(reason: "a sample of a series that the segment does not define")
            }
            group.series.append(UInt32(series))
            expected = series + 1
        }
        for _ in 0..<count {
            group.values.append(try reader.readDouble())
        }
        return group
    }

    /// A number of things that take `size` bytes each at least. What claims more than the record can hold is refused
    /// before memory is reserved for it.
    private static func count(_ reader: inout ByteReader, ofAtLeast size: Int) throws -> Int {
        let value = try reader.readVarint()
        guard value <= UInt64(reader.remaining / size) else {
            throw LogRecordError(reason: "a count of \(value), more than the record can hold")
        }
        return Int(value)
    }
}
