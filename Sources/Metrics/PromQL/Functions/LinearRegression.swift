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
