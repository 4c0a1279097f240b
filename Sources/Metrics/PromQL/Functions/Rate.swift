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

/// Where the values of a series fall: found once, so that windows need not look at all their samples for the few
/// places, most often none, that matter.
struct CounterResets {
    /// The places of samples that are below the one before them, ascending.
    private var places: [Int] = []

    init(_ series: RangeSeries) {
        let values = series.values.span
        for index in values.indices.dropFirst() where values[index] < values[index - 1] { places.append(index) }
    }

    @inline(__always)
    func forEach(from first: Int, through last: Int, _ body: (Int) -> Void) {
        if places.isEmpty { return }
        // Binary search for the first place that is not before the window.
        var lower = 0
        var upper = places.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if places[middle] < first { lower = middle + 1 } else { upper = middle }
        }
        while lower < places.count, places[lower] <= last {
            body(places[lower])
            lower += 1
        }
    }
}

/// The line through samples that has the least squares of distances to them.
struct LinearRegression {
    /// Per second.
    let slope: Double
    /// The value at the time that was asked for.
    let intercept: Double

    /// - Parameter time: milliseconds. One near the samples keeps the sums small and exact.
    init(_ times: Span<Int64>, _ values: Span<Double>, interceptAt time: Int64) {
        var count = 0.0
        var sumX = CompensatedSum()
        var sumY = CompensatedSum()
        var sumXY = CompensatedSum()
        var sumXX = CompensatedSum()
        var isConstant = true
        for index in values.indices {
            let y = values[index]
            if index > 0, y != values[0] { isConstant = false }
            count += 1
            let x = Double(times[index] - time) / 1000
            sumX.add(x)
            sumY.add(y)
            sumXY.add(x * y)
            sumXX.add(x * x)
        }
        if isConstant {
            slope = values[0].isInfinite ? .nan : 0
            intercept = values[0].isInfinite ? .nan : values[0]
            return
        }
        let covariance = sumXY.value - sumX.value * sumY.value / count
        let variance = sumXX.value - sumX.value * sumX.value / count
        slope = covariance / variance
        intercept = sumY.value / count - slope * sumX.value / count
    }
}

/// Double exponential smoothing: a level and a trend, each following its input by a factor between 0 and 1.
struct Smoothing {
    private let level: Double
    private let trend: Double

    init(level: Double, trend: Double) throws(QueryError) {
        if level <= 0 || level >= 1 {
            throw .execution("invalid smoothing factor. Expected: 0 < sf < 1, got: \(FloatText.fixed(level))")
        }
        if trend <= 0 || trend >= 1 {
            throw .execution("invalid trend factor. Expected: 0 < tf < 1, got: \(FloatText.fixed(trend))")
        }
        self.level = level
        self.trend = trend
    }

    func value(of values: Span<Double>) -> Double {
        guard values.count > 1 else { return Absent.value }
        var previous = 0.0
        var smoothed = values[0]
        var slope = values[1] - values[0]
        for index in 1..<values.count {
            if index > 1 { slope = trend * (smoothed - previous) + (1 - trend) * slope }
            let next = level * values[index] + (1 - level) * (smoothed + slope)
            previous = smoothed
            smoothed = next
        }
        return smoothed
    }
}
