import Bytes

/// When a target is scraped: at a phase of its interval that its own hash decides, the same in every process, so that
/// the load of many targets is spread and restarts do not move it. All times are in milliseconds.
struct ScrapeSchedule: Sendable {
    let interval: Int64
    let phase: Int64

    init(interval: Int64, identity: UInt64, server: UInt64) {
        self.interval = max(1, interval)
        phase = Int64((identity ^ server) % UInt64(self.interval))
    }

    /// The first moment of the schedule at or after `now`.
    func next(from now: Int64) -> Int64 {
        let past = (now - phase) % interval
        return past == 0 ? now : now - past + (past > 0 ? interval : 0)
    }

    /// The moment that a scrape at `now`, meant for `planned`, is stored under: the planned one when it is close, so
    /// that the distances of samples stay equal, which compresses better.
    func timestamp(planned: Int64, now: Int64) -> Int64 {
        let tolerance = min(interval / 100, 2)
        return abs(now - planned) <= tolerance ? planned : now
    }
}
