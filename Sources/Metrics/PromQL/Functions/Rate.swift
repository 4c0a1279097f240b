/// How fast a series rises over a window. A result that is not there is the absent value.
enum Rate {
    /// `rate`, `increase` and `delta`: the difference between the first and the last sample, with counter resets made
    /// good, stretched to the window's ends.
    ///
    /// It is stretched to an end if the nearest sample is not further from it than 1.1 times the mean distance of the
    /// samples, else by half that distance. A counter is not stretched beyond where it would be below zero.
    ///
    /// - Parameter resets: those of the series the window is cut from; nil where it is no counter.
    static func extrapolated(
        _ times: Span<Int64>,
        _ values: Span<Double>,
        _ window: Window,
        resets: CounterResets?,
        perSecond: Bool
    ) -> Double {
        let last = values.count - 1
        guard last > 0 else { return Absent.value }
        var result = values[last] - values[0]
        resets?.forEach(from: window.firstIndex + 1, through: window.firstIndex + last) { place in
            result += values[place - window.firstIndex - 1]
        }
        var toStart = Double(times[0] - window.start) / 1000
        var toEnd = Double(window.end - times[last]) / 1000
        let sampled = Double(times[last] - times[0]) / 1000
        let meanDistance = sampled / Double(last)
        let threshold = meanDistance * 1.1
        if toStart >= threshold { toStart = meanDistance / 2 }
        if resets != nil, result > 0, values[0] >= 0 {
            toStart = min(toStart, sampled * (values[0] / result))
        }
        if toEnd >= threshold { toEnd = meanDistance / 2 }
        var factor = (sampled + toStart + toEnd) / sampled
        if perSecond { factor /= window.seconds }
        return result * factor
    }

    /// `irate` (per second) and `idelta`: from the last two samples.
    static func instant(_ times: Span<Int64>, _ values: Span<Double>, isCounter: Bool) -> Double {
        let last = values.count - 1
        guard last > 0 else { return Absent.value }
        let isReset = isCounter && values[last] < values[last - 1]
        let difference = isReset ? values[last] : values[last] - values[last - 1]
        return isCounter ? difference / (Double(times[last] - times[last - 1]) / 1000) : difference
    }
}
