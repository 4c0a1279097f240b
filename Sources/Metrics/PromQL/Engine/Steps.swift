/// The times that an expression is evaluated at: `count` of them, `interval` milliseconds apart.
struct Steps: Equatable {
    let start: Int64
    let interval: Int64
    let count: Int

    /// One step.
    init(at time: Int64) {
        start = time
        interval = 1
        count = 1
    }

    /// The steps from `start` on that are not behind `end`; none where it is before `start`.
    init(from start: Int64, through end: Int64, interval: Int64) {
        self.start = start
        self.interval = interval
        count = end < start ? 0 : Int((end - start) / interval) + 1
    }

    /// The first step alone.
    var first: Steps { Steps(at: start) }

    var end: Int64 { time(max(count - 1, 0)) }

    func time(_ index: Int) -> Int64 {
        start &+ Int64(index) &* interval
    }
}
