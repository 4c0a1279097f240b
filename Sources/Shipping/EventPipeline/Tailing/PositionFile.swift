internal import Bytes
internal import Storage

/// `pos_file`: how far each file has been read, one line a file.
///
/// The first three columns are Fluentd's (path, position and inode, in hexadecimal), so that either program goes on
/// where the other stopped. Behind them stand device, fingerprint and stream: docs/format/shipper-positions.md.
struct PositionFile {
    struct Entry: Sendable, Hashable {
        var path: String
        var position: Int
        var inode: UInt64
        /// Nil in a line of Fluentd's.
        var device: UInt64?
        var fingerprint: FileFingerprint?
        /// The name of the file in buffers, until it is truncated.
        var stream: UInt64?
    }

    /// What Fluentd writes for a file that it does not watch any more.
    static let unwatched = UInt64.max

    static func parse(_ bytes: [UInt8]) -> [Entry] {
        var entries: [Entry] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard columns.count >= 3, !columns[0].isEmpty, let position = UInt64(columns[1], radix: 16),
                position != unwatched, let position = Int(exactly: position), let inode = UInt64(columns[2], radix: 16)
            else { continue }
            var entry = Entry(path: columns[0], position: position, inode: inode)
            if columns.count >= 7, let device = UInt64(columns[3], radix: 16),
                let hash = UInt64(columns[4], radix: 16), let length = Int(columns[5], radix: 16),
                let stream = UInt64(columns[6], radix: 16)
            {
                entry.device = device
                entry.fingerprint = FileFingerprint(hash: hash, length: length)
                entry.stream = stream
            }
            entries.append(entry)
        }
        return entries
    }

    static func text(_ entries: [Entry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes.append(contentsOf: entry.path.utf8)
            var columns = [Hex.encode(UInt64(entry.position), digits: 16), Hex.encode(entry.inode, digits: 16)]
            if let device = entry.device, let fingerprint = entry.fingerprint, let stream = entry.stream {
                columns += [
                    Hex.encode(device, digits: 16), Hex.encode(fingerprint.hash, digits: 16),
                    Hex.encode(UInt64(fingerprint.length), digits: 4), Hex.encode(stream, digits: 16),
                ]
            }
            for column in columns {
                bytes.append(UInt8(ascii: "\t"))
                bytes.append(contentsOf: column.utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
