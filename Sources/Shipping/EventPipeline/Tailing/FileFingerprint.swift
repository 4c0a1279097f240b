internal import Bytes
internal import Storage

/// What tells a file from another that got its inode: the hash of its first line, or of its first 1024 bytes where the
/// line is longer.
struct FileFingerprint: Sendable, Hashable {
    static let limit = 1024

    let hash: UInt64
    /// The bytes that were hashed.
    let length: Int

    /// The fingerprint of a file whose first line is complete; nil while it is not.
    ///
    /// - Parameter takesPartialLine: The file will not grow any more.
    static func of(_ file: borrowing File, takesPartialLine: Bool = false) throws(StorageError) -> FileFingerprint? {
        let head = try file.read(upTo: limit, at: 0)
        if let newline = ByteScan.firstIndex(of: UInt8(ascii: "\n"), in: head) {
            let line = Array(head[...newline])
            return FileFingerprint(hash: Hash64.hash(line), length: line.count)
        }
        guard head.count == limit || (takesPartialLine && !head.isEmpty) else { return nil }
        return FileFingerprint(hash: Hash64.hash(head), length: head.count)
    }

    /// Whether the file still begins as it did.
    func matches(_ file: borrowing File) throws(StorageError) -> Bool {
        let head = try file.read(upTo: length, at: 0)
        return head.count == length && Hash64.hash(head) == hash
    }
}
