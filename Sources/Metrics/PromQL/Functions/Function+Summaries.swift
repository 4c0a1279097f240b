extension Function {
    /// What a function makes of the samples of a window alone, nil for functions that need more.
    var summary: ((Span<Int64>, Span<Double>) -> Double)? {
        switch self {
        case .averageOverTime: WindowSummary.average
        case .sumOverTime: WindowSummary.sum
        case .countOverTime: { _, values in Double(values.count) }
        case .presentOverTime: { _, _ in 1 }
        case .minimumOverTime: { _, values in values[WindowSummary.extreme(values) { $0 < $1 }] }
        case .maximumOverTime: { _, values in values[WindowSummary.extreme(values) { $0 > $1 }] }
        case .timeOfMinimumOverTime:
            { times, values in Double(times[WindowSummary.extreme(values) { $0 <= $1 }]) / 1000 }
        case .timeOfMaximumOverTime:
            { times, values in Double(times[WindowSummary.extreme(values) { $0 >= $1 }]) / 1000 }
        case .timeOfFirstOverTime: { times, _ in Double(times[0]) / 1000 }
        case .timeOfLastOverTime: { times, _ in Double(times[times.count - 1]) / 1000 }
        case .standardVarianceOverTime: { _, values in WindowSummary.variance(values) }
        case .standardDeviationOverTime: { _, values in WindowSummary.variance(values).squareRoot() }
        case .madOverTime: WindowSummary.medianAbsoluteDeviation
        case .changes: WindowSummary.changes
        case .resets: WindowSummary.resets
        case .deriv:
            { times, values in
                values.count > 1 ? LinearRegression(times, values, interceptAt: times[0]).slope : Absent.value
            }
        default: nil
        }
    }
}
