public import Bytes
import Glibc

// The wall clock. What keeps it right: the structure is filled by one call that lives no longer than the borrow.

extension Timestamp {
    /// The current time of the system's clock.
    public static func now() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
