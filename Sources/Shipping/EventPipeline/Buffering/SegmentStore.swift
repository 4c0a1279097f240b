internal import Bytes
internal import Storage

/// The files of a buffer on disk: log segments with ascending numbers, of which the last is written to.
struct SegmentStore: ~Copyable {
    /// One file, and how many bytes of events in it are still wanted.
    final class Segment {
        let number: UInt64
        var log: RecordLog
        var liveBytes = 0

        init(number: UInt64, log: consuming RecordLog) {
            self.number = number
            self.log = log
        }
    }

    let directory: String
    private let faults: FileFaults?
    private let lock: LockFile
    private(set) var segments: [Segment] = []

    /// Takes the folder for this process, creating it if need be.
    init(directory: String, faults: FileFaults?) throws(BufferError) {
        self.directory = directory
        self.faults = faults
        do {
            try FileSystem.createDirectory(directory)
            lock = try LockFile.acquire(directory + "/lock")
        } catch {
            throw .storage("buffer \(directory): \(error)")
        }
    }

    static func name(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "buffer-" + String(repeating: "0", count: max(0, 16 - digits.count)) + digits + ".log"
    }

    static func number(_ name: String) -> UInt64? {
        guard name.hasPrefix("buffer-"), name.hasSuffix(".log"), name.utf8.count == 27 else { return nil }
        return UInt64(name.dropFirst(7).dropLast(4), radix: 16)
    }

    /// The numbers of the segments that are there, ascending.
    func existing() throws(BufferError) -> [UInt64] {
        do {
            return try FileSystem.contents(of: directory).compactMap { Self.number($0) }.sorted()
        } catch {
            throw .storage("buffer \(directory): \(error)")
        }
    }

    /// Opens a segment and reads it. A damaged one is put aside under another name.
    ///
    /// - Returns: What was wrong, nil where nothing was.
    mutating func open(
        _ number: UInt64,
        replay: (_ record: [UInt8], _ offset: Int) throws(CorruptionError) -> Void
    ) throws(BufferError) -> String? {
        let path = directory + "/" + Self.name(number)
        do {
            let log = try RecordLog.open(
                path,
                magic: BufferRecord.magic,
                maxRecordBytes: BufferRecord.maxBytes,
                faults: faults,
                replay: replay
            )
            let dropped = log.recovered.droppedBytes
            segments.append(Segment(number: number, log: log))
            return dropped > 0 ? "\(path): \(dropped) bytes of a write that was not finished are cut off" : nil
        } catch {
            guard case .corruption = error else { throw .storage("\(error)") }
            do {
                try FileSystem.rename(path, to: path + ".corrupt")
            } catch {
                throw .storage("\(error)")
            }
            return "\(error); the segment is put aside as \(path).corrupt, what it held is not delivered"
        }
    }

    /// Begins the next segment with the positions that all former ones hold.
    mutating func begin(_ positions: [UInt64: Int], atLeast minimum: UInt64 = 1) throws(BufferError) {
        let number = max(minimum, (segments.last?.number ?? 0) + 1)
        do {
            var log = try RecordLog.open(
                directory + "/" + Self.name(number),
                magic: BufferRecord.magic,
                maxRecordBytes: BufferRecord.maxBytes,
                faults: faults
            ) { (_: [UInt8], _: Int) throws(CorruptionError) in }
            try log.append(BufferRecord.positions(positions))
            segments.append(Segment(number: number, log: log))
        } catch {
            throw .storage("\(error)")
        }
    }

    var activeSize: Int { segments.last?.log.size ?? 0 }
    var totalSize: Int { segments.reduce(0) { $0 + $1.log.size } }
    var liveBytes: Int { segments.reduce(0) { $0 + $1.liveBytes } }

    /// Appends to the segment that is written to, and gives where.
    mutating func append(_ record: [UInt8]) throws(BufferError) -> (segment: UInt64, offset: Int) {
        guard let active = segments.last else { throw .storage("BUG: buffer \(directory) has no segment") }
        do {
            return (active.number, try active.log.append(record))
        } catch {
            throw .storage("\(error)")
        }
    }

    func read(_ segment: UInt64, at offset: Int) throws(BufferError) -> [UInt8] {
        guard let found = segments.first(where: { $0.number == segment }) else {
            throw .storage("BUG: buffer \(directory) has lost segment \(segment)")
        }
        do {
            return try found.log.read(at: offset)
        } catch {
            throw .storage("\(error)")
        }
    }

    func adjust(_ segment: UInt64, by bytes: Int) {
        segments.first { $0.number == segment }?.liveBytes += bytes
    }

    func synchronize() throws(BufferError) {
        do {
            try segments.last?.log.synchronize()
        } catch {
            throw .storage("\(error)")
        }
    }

    /// Deletes the oldest segments as long as nothing in them is wanted, never the one that is written to.
    ///
    /// In order, for a later segment may hold the record that a chunk of an earlier one has been delivered.
    mutating func dropOldest() throws(BufferError) {
        guard segments.count > 1, segments[0].liveBytes == 0 else { return }
        // The positions of the deleted ones stand in the last, which must be on disk first.
        try synchronize()
        while segments.count > 1, segments[0].liveBytes == 0 {
            do {
                try FileSystem.remove(directory + "/" + Self.name(segments[0].number))
            } catch {
                throw .storage("\(error)")
            }
            segments.removeFirst()
        }
    }
}
