internal import Bytes

/// The first bytes of a record log: docs/format/record-log.md.
struct RecordLogHeader: Equatable {
    static let magicSize = 8
    static let size = 20
    static let version: UInt32 = 1

    let magic: [UInt8]
    /// What the checksums of all records continue from. Never 0.
    let salt: UInt32

    enum Failure: Error, Equatable {
        case magic([UInt8])
        case version(UInt32)
        case checksum
    }

    init(magic: [UInt8], salt: UInt32) {
        invariant(magic.count == Self.magicSize, "a magic has 8 bytes, not \(magic.count)")
        invariant(salt != 0, "the salt of a record log is not 0")
        self.magic = magic
        self.salt = salt
    }

    /// Reads the header that `bytes` starts with, at least `size` of them.
    init(parsing bytes: [UInt8], expecting magic: [UInt8]) throws(Failure) {
        let version = bytes.littleEndianUInt32(at: 8)
        let salt = bytes.littleEndianUInt32(at: 12)
        let intact = CRC32C.checksum(bytes, in: 0..<16) == bytes.littleEndianUInt32(at: 16)
        // An intact header of something else is named; a header that is not intact proves nothing.
        guard intact, salt != 0 else {
            throw bytes[0..<8].elementsEqual(magic) ? .checksum : .magic(Array(bytes[0..<8]))
        }
        guard bytes[0..<8].elementsEqual(magic) else { throw .magic(Array(bytes[0..<8])) }
        guard version == Self.version else { throw .version(version) }
        self.init(magic: magic, salt: salt)
    }

    var bytes: [UInt8] {
        var bytes = magic
        bytes.appendUInt32(Self.version)
        bytes.appendUInt32(salt)
        bytes.appendUInt32(CRC32C.checksum(bytes))
        return bytes
    }

    /// Whether a file with nothing but these bytes is a creation that was interrupted: no record was ever accepted by it.
    static func isTornCreation(_ bytes: [UInt8], magic: [UInt8]) -> Bool {
        if bytes.count > size { return false }
        if bytes.allSatisfy({ $0 == 0 }) { return true }
        return bytes.count < size && bytes.prefix(magicSize).elementsEqual(magic.prefix(bytes.count))
    }
}
