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
