internal import CSodium

// Argon2id (RFC 9106) through libsodium. What keeps it right: the output buffer has the length that the library's header
// promises, every pointer lives no longer than the call it is passed to, and the library is initialised once before.

enum Argon2id {
    struct OutOfMemory: Error {}

    /// libsodium may be initialised from any thread, any number of times.
    private static let isInitialised: Bool = sodium_init() >= 0

    /// A string with algorithm, parameters, salt and hash (PHC format).
    static func hash(_ password: [UInt8], cost: PasswordCost) throws(OutOfMemory) -> String {
        precondition(isInitialised, "BUG: libsodium does not start")
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        // One byte more, so that an empty password has an address, too.
        let status = unsafe (password + [0]).withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBufferPointer { text in
                unsafe crypto_pwhash_str(
                    text.baseAddress!,
                    bytes.baseAddress!.assumingMemoryBound(to: CChar.self),
                    UInt64(password.count),
                    UInt64(cost.passes),
                    cost.memoryKiB << 10
                )
            }
        }
        guard status == 0 else { throw OutOfMemory() }
        return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Compares in constant time.
    static func verify(_ password: [UInt8], against hash: String) -> Bool {
        precondition(isInitialised, "BUG: libsodium does not start")
        return unsafe hash.withCString { text in
            unsafe (password + [0]).withUnsafeBytes { bytes in
                unsafe crypto_pwhash_str_verify(
                    text,
                    bytes.baseAddress!.assumingMemoryBound(to: CChar.self),
                    UInt64(password.count)
                ) == 0
            }
        }
    }

    /// Whether a hash was made with other parameters.
    static func needsRehash(_ hash: String, cost: PasswordCost) -> Bool {
        unsafe hash.withCString { text in
            unsafe crypto_pwhash_str_needs_rehash(text, UInt64(cost.passes), cost.memoryKiB << 10) != 0
        }
    }
}
