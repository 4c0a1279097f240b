import Bytes

// Unsafe because a span gives its raw bytes only that way. What keeps it right: the raw span is read by the hash and
// does not outlive the call, and every byte of a span of bytes is initialized.

/// The hash of a term under the secret of this process: what clients send cannot be chosen to collide.
enum TermHash {
    private static let seed = UInt64.random(in: .min ... .max)

    static func hash(_ term: Span<UInt8>) -> UInt64 {
        unsafe Hash64.hash(term.bytes, seed: seed)
    }
}
