public import Bytes
internal import Storage
internal import Synchronization

/// Where events go that a destination refuses for good: one JSON object a line, with the reason.
public final class DeadLetterFile: Sendable {
    public struct Letter: Sendable {
        public let time: Timestamp
        public let tag: String
        /// The destination's own words.
        public let reason: String
        /// The record as JSON.
        public let record: [UInt8]

        public init(time: Timestamp, tag: String, reason: String, record: [UInt8]) {
            self.time = time
            self.tag = tag
            self.reason = reason
            self.record = record
        }
    }

    public let path: String
    /// At this size in bytes no more is taken.
    public let limit: Int
    private let output: String
    private let size: Mutex<Int>

    /// - Parameter output: The name of the output, in each line.
    public init(path: String, output: String, limit: Int) throws(BufferError) {
        self.path = path
        self.output = output
        self.limit = limit
        do {
            try FileSystem.createDirectory(FileSystem.directory(of: path))
            size = Mutex(try FileSystem.status(path)?.size ?? 0)
        } catch {
            throw .storage("\(error)")
        }
    }

    /// Appends letters and waits until they are on disk.
    ///
    /// - Returns: False: the file is at its limit and takes none.
    public func append(_ letters: [Letter], now: Timestamp) throws(BufferError) -> Bool {
        guard !letters.isEmpty else { return true }
        var bytes: [UInt8] = []
        for letter in letters {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("@timestamp", now.rfc3339())
            writer.member("output", output)
            writer.member("reason", letter.reason)
            writer.member("tag", letter.tag)
            writer.member("time", letter.time.rfc3339(fractionDigits: 9))
            writer.key("record")
            writer.raw(letter.record)
            writer.endObject()
            bytes.append(contentsOf: writer.bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        let lines = bytes
        do {
            return try size.withLock { size throws(StorageError) in
                guard size + lines.count <= limit else { return false }
                let file = try File.open(path, .append)
                try file.write(lines)
                try file.synchronizeData()
                size += lines.count
                return true
            }
        } catch {
            throw .storage("\(error)")
        }
    }
}
