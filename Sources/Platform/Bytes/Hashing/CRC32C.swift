internal import CKernels

/// The Castagnoli cyclic redundancy check (reflected polynomial 0x82F63B78), as iSCSI, ext4 and Prometheus's files use it.
///
/// The checksum of "123456789" is 0xE3069283. Where the processor has the SSE 4.2 instruction it is used.
public enum CRC32C {
    /// The checksum of `bytes`.
    ///
    /// - Parameter seed: The checksum of what came before, to go on with it:
    ///   `checksum(b, seed: checksum(a))` is the checksum of `a` followed by `b`.
    public static func checksum(_ bytes: RawSpan, seed: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe checksum(buffer, seed: seed) }
    }

    /// The checksum of `bytes`.
    public static func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { buffer in unsafe checksum(buffer, seed: seed) }
    }

    /// The checksum of a part of `bytes`.
    public static func checksum(_ bytes: [UInt8], in range: Range<Int>, seed: UInt32 = 0) -> UInt32 {
        // The slicing subscript traps when the range is not inside the array.
        unsafe bytes[range].withUnsafeBytes { buffer in unsafe checksum(buffer, seed: seed) }
    }

    private static let hasInstruction = ck_has_crc32c_instruction()

    /// What keeps it right: both ways read exactly the buffer's count of bytes, while it is lent.
    @unsafe
    private static func checksum(_ buffer: UnsafeRawBufferPointer, seed: UInt32) -> UInt32 {
        guard let base = buffer.baseAddress else { return seed }
        if hasInstruction {
            return unsafe ck_crc32c_instruction(seed, base, buffer.count)
        }
        return unsafe CRC32CTable.checksum(buffer, seed: seed)
    }
}
