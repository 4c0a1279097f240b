internal import Bytes

/// What stands before a record's payload: docs/format/record-log.md.
struct RecordFrame: Equatable {
    static let size = 12

    let length: Int
    let payloadChecksum: UInt32

    /// Appends a whole record, as it stands at `offset` of the file.
    static func append(_ payload: [UInt8], at offset: Int, salt: UInt32, to bytes: inout [UInt8]) {
        let length = UInt32(payload.count)
        let checksum = CRC32C.checksum(payload, seed: salt)
        bytes.appendUInt32(length)
        bytes.appendUInt32(checksum)
        bytes.appendUInt32(
            frameChecksum(length: length, payloadChecksum: checksum, offset: offset, salt: salt)
        )
        bytes.append(contentsOf: payload)
    }

    /// The frame at `position` of `bytes`, which stands at `offset` of the file; nil where its checksum is not right.
    init?(_ bytes: [UInt8], at position: Int, offset: Int, salt: UInt32) {
        let length = bytes.littleEndianUInt32(at: position)
        let checksum = bytes.littleEndianUInt32(at: position + 4)
        let expected = Self.frameChecksum(length: length, payloadChecksum: checksum, offset: offset, salt: salt)
        guard bytes.littleEndianUInt32(at: position + 8) == expected else { return nil }
        self.length = Int(length)
        payloadChecksum = checksum
    }

    /// Whether this is the payload that was written.
    func isRight(_ payload: [UInt8], salt: UInt32) -> Bool {
        payload.count == length && CRC32C.checksum(payload, seed: salt) == payloadChecksum
    }

    private static func frameChecksum(
        length: UInt32,
        payloadChecksum: UInt32,
        offset: Int,
        salt: UInt32
    ) -> UInt32 {
        // The same 16 bytes in the file's order, as two words on the stack: this is asked at every byte of a torn tail.
        let words: InlineArray<2, UInt64> = [
            (UInt64(payloadChecksum) << 32 | UInt64(length)).littleEndian,
            UInt64(offset).littleEndian,
        ]
        // Safe: the span of an integer array shows initialised bytes and does not leave this call.
        return unsafe CRC32C.checksum(words.span.bytes, seed: salt)
    }
}
