internal import Glibc

/// A hand in the way of a file's system calls, by which tests fill the disk, tear writes and break fsync at will.
///
/// Owners that open files take one from outside and pass it on; without one (`nil`) nothing is asked.
public struct FileFaults: Sendable {
    /// A system call that is about to be made.
    public enum Call: Sendable, Hashable {
        /// `write` or `pwrite` of so many bytes.
        case write(count: Int)
        case truncate(size: Int)
        case synchronize
    }

    /// What happens instead of the call.
    public enum Verdict: Sendable, Hashable {
        /// Nothing: the call is made.
        case proceed
        /// A write takes only the first so many bytes. 0 counts as `fail(EIO)`.
        case short(Int)
        /// The call is not made and fails with this `errno`.
        case fail(Int32)
    }

    let decide: @Sendable (Call, _ path: String) -> Verdict

    public init(_ decide: @escaping @Sendable (_ call: Call, _ path: String) -> Verdict) {
        self.decide = decide
    }
}
