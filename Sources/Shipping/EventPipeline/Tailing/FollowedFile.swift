internal import Bytes
internal import Storage

/// One file that is being read.
final class FollowedFile {
    /// Where it was found last.
    var path: String
    let file: File
    let identity: FileIdentity
    /// Nil while the first line is not complete.
    var fingerprint: FileFingerprint?
    /// The name of the contents in buffers; nil while there is no fingerprint.
    var stream: UInt64?
    /// The beginning of the first line that has not been given to the pipeline.
    var offset: Int
    /// Up to here the lines are safe: on disk in every buffer, or on their way in memory.
    var committed: Int
    /// Where a line began that is too long and is being passed over.
    var skippingFrom: Int?
    /// When another file took its path, or it was deleted.
    var rotatedAt: Timestamp?
    var size = 0
    /// The size at which there was nothing but the beginning of a line.
    var exhaustedAt = -1

    init(path: String, file: consuming File, identity: FileIdentity, offset: Int) {
        self.path = path
        self.file = file
        self.identity = identity
        self.offset = offset
        committed = offset
    }

    /// Bytes that have not been given to the pipeline.
    var lag: Int { max(0, size - offset) }

    func entry(floor: Int?) -> PositionFile.Entry {
        let safe = min(committed, skippingFrom ?? committed)
        return PositionFile.Entry(
            path: path,
            position: min(safe, floor ?? safe),
            inode: identity.inode,
            device: identity.device,
            fingerprint: fingerprint,
            stream: stream
        )
    }

    /// Begins anew, after the file was truncated.
    func restart() {
        fingerprint = nil
        stream = nil
        offset = 0
        committed = 0
        skippingFrom = nil
        exhaustedAt = -1
    }
}
