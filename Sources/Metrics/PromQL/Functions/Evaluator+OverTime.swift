import TimeSeries

extension Evaluator {
    /// Functions that make a number of the samples of a window.
    func overTime(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        var range: RangePlan?
        var parameters: [[Double]] = []
        var parameterRanges: [SourceRange] = []
        for (index, argument) in call.arguments.enumerated() {
            if case .range(let plan) = argument.withoutInvariance {
                range = plan
            } else {
                parameters.append(try scalar(argument, over: steps))
                parameterRanges.append(call.argumentRanges[index])
            }
        }
        guard let range else { throw .execution("expected a range vector") }
        defer { release(parameters.reduce(0) { $0 + $1.count }) }
        let result = try windowValues(call, range, parameters, parameterRanges, over: steps)
        if call.function == .rate || call.function == .increase {
            for series in result { informOfPossibleGauge(series.labels.metricName ?? "", at: range.range) }
        }
        // These two give samples back, and a sample keeps its name.
        let keepsNames = call.function == .firstOverTime || call.function == .lastOverTime
        return keepsNames ? result : try withoutNames(result, mustDiffer: true)
    }

    private func windowValues(
        _ call: CallPlan,
        _ range: RangePlan,
        _ parameters: [[Double]],
        _ parameterRanges: [SourceRange],
        over steps: Steps
    ) throws(QueryError) -> [StepSeries] {
        switch call.function {
        case .rate, .increase:
            let perSecond = call.function == .rate
            return try overWindows(range, over: steps, preparing: CounterResets.init) { resets, times, values, window in
                Rate.extrapolated(times, values, window, resets: resets, perSecond: perSecond)
            }
        case .delta:
            return try overWindows(range, over: steps) { times, values, window in
                Rate.extrapolated(times, values, window, resets: nil, perSecond: false)
            }
        case .irate, .idelta:
            let isCounter = call.function == .irate
            return try overWindows(range, over: steps) { times, values, _ in
                Rate.instant(times, values, isCounter: isCounter)
            }
        case .firstOverTime:
            return try overWindows(range, over: steps) { _, values, _ in values[0] }
        case .lastOverTime:
            return try overWindows(range, over: steps) { _, values, _ in values[values.count - 1] }
        case .predictLinear:
            return try overWindows(range, over: steps) { times, values, window in
                guard values.count > 1 else { return Absent.value }
                let line = LinearRegression(times, values, interceptAt: window.time)
                return line.slope * parameters[0][window.step] + line.intercept
            }
        case .quantileOverTime:
            return try overWindows(range, over: steps) { _, values, window in
                let quantile = parameters[0][window.step]
                if !Quantile.isValid(quantile) {
                    self.annotations.warn(Quantile.warning(quantile), at: parameterRanges[0])
                }
                return Quantile.value(quantile, of: values.array)
            }
        case .doubleExponentialSmoothing:
            return try overWindows(range, over: steps) { _, values, window throws(QueryError) in
                try Smoothing(level: parameters[0][window.step], trend: parameters[1][window.step]).value(of: values)
            }
        default:
            guard let summary = call.function.summary else {
                throw .execution("function \(QuotedText.quote(call.function.rawValue)) is not enabled")
            }
            return try overWindows(range, over: steps) { times, values, _ in summary(times, values) }
        }
    }

    private func informOfPossibleGauge(_ name: String, at range: SourceRange) {
        if name.isEmpty || ["_total", "_sum", "_count", "_bucket"].contains(where: name.hasSuffix) { return }
        annotations.inform(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                + QuotedText.quote(name),
            at: range
        )
    }
}

extension Span where Element == Double {
    /// The values as an array of their own.
    var array: [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        for index in indices { result.append(self[index]) }
        return result
    }
}
