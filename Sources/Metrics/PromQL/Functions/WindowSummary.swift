/// Numbers that stand for the samples of a window.
enum WindowSummary {
    static func sum(_: Span<Int64>, _ values: Span<Double>) -> Double {
        var sum = CompensatedSum()
        for index in values.indices { sum.add(values[index]) }
        return sum.sum.isInfinite ? sum.sum : sum.value
    }

    static func average(_: Span<Int64>, _ values: Span<Double>) -> Double {
        var mean = CompensatedMean(values[0])
        for index in 1..<values.count { mean.add(values[index]) }
        return mean.value
    }

    /// The place of the value that comes before all others; NaN gives way to every other value.
    @inline(__always)
    static func extreme(_ values: Span<Double>, _ isBefore: (Double, Double) -> Bool) -> Int {
        var place = 0
        for index in values.indices where isBefore(values[index], values[place]) || values[place].isNaN {
            place = index
        }
        return place
    }

    /// Welford's variance of a whole population, with compensated sums.
    static func variance(_ values: Span<Double>) -> Double {
        var count = 0.0
        var mean = CompensatedSum()
        var squares = CompensatedSum()
        for index in values.indices {
            count += 1
            let delta = values[index] - mean.value
            mean.add(delta / count)
            squares.add(delta * (values[index] - mean.value))
        }
        return squares.value / count
    }

    /// NaN among the samples makes the result NaN.
    static func medianAbsoluteDeviation(_: Span<Int64>, _ values: Span<Double>) -> Double {
        let array = values.array
        if array.contains(where: \.isNaN) { return .nan }
        let median = Quantile.value(0.5, of: array)
        return Quantile.value(0.5, of: array.map { ($0 - median).magnitude })
    }

    /// How often a value differs from the one before it.
    static func changes(_: Span<Int64>, _ values: Span<Double>) -> Double {
        var count = 0
        for index in 1..<values.count {
            let value = values[index]
            let previous = values[index - 1]
            if value != previous, !(value.isNaN && previous.isNaN) { count += 1 }
        }
        return Double(count)
    }

    /// How often a value is below the one before it.
    static func resets(_: Span<Int64>, _ values: Span<Double>) -> Double {
        var count = 0
        for index in 1..<values.count where values[index] < values[index - 1] { count += 1 }
        return Double(count)
    }
}
