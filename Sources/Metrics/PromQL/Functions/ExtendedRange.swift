/// The ends of a range with `anchored` or `smoothed`: what a series is taken to be at them, and what lies between.
struct ExtendedRange {
    /// The value at the start.
    let left: Double
    /// The value at the end.
    let right: Double
    /// The places of the samples that are neither before, at, nor behind an end.
    let inner: Range<Int>

    /// Nil where all samples lie before the range, or all behind it.
    ///
    /// - Parameter isCounter: a fall between two samples is then a reset, and the counter rose from 0.
    init?(_ times: Span<Int64>, _ values: Span<Double>, _ window: Window, isSmoothed: Bool, isCounter: Bool) {
        guard times.count > 0 else { return nil }
        var last = times.count - 1
        // The last sample at or before the start; the first of all where none is.
        var first = 0
        while first + 1 <= last, times[first + 1] <= window.start { first += 1 }
        if isSmoothed {
            var behind = 0
            while behind < last, times[behind] < window.end { behind += 1 }
            last = behind
        }
        if times[last] <= window.start || times[first] > window.end { return nil }
        left =
            isSmoothed && times[first] < window.start
            ? ExtendedRange.interpolate(times, values, first, at: window.start, isCounter) : values[first]
        right =
            isSmoothed && last > 0 && times[last] > window.end
            ? ExtendedRange.interpolate(times, values, last - 1, at: window.end, isCounter) : values[last]
        let begin = times[first] <= window.start ? first + 1 : first
        let end = times[last] >= window.end ? last : last + 1
        inner = begin..<max(begin, end)
    }

    /// The difference between the ends; with counters, what resets took away is put back.
    func increase(_ values: Span<Double>, isCounter: Bool) -> Double {
        var result = right - left
        guard isCounter else { return result }
        var previous = left
        for index in inner {
            if values[index] < previous { result += previous }
            previous = values[index]
        }
        if right < previous { result += previous }
        return result
    }

    /// The value on the line from a sample to the next one.
    static func interpolate(
        _ times: Span<Int64>,
        _ values: Span<Double>,
        _ index: Int,
        at time: Int64,
        _ isCounter: Bool
    ) -> Double {
        let target = values[index + 1]
        let source = isCounter && target < values[index] ? 0 : values[index]
        return source + (target - source) * Double(time - times[index]) / Double(times[index + 1] - times[index])
    }
}
