internal import Bytes
internal import Glibc

// Unsafe because localtime_r takes the addresses of two local variables. What keeps it right: both live until it
// returns, and it keeps neither.

/// The time zone of the machine.
enum LocalZone {
    /// Seconds east of UTC at a moment.
    static func offset(at time: Timestamp) -> Int {
        var seconds = time_t(time.nanoseconds / 1_000_000_000)
        var civil = unsafe tm()
        guard unsafe localtime_r(&seconds, &civil) != nil else { return 0 }
        return unsafe civil.tm_gmtoff
    }
}
