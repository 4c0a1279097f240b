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
        try check(range.ends, for: call.function)
        let result = try windowValues(call, range, parameters, parameterRanges, over: steps)
        if call.function == .rate || call.function == .increase {
            // Series of one name stand together, so that most are told apart at once.
            var last: String?
            for name in result.lazy.compactMap(\.labels.metricName) where name != last {
                informOfPossibleGauge(name, at: range.range)
                last = name
            }
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
        if range.ends != .open { return try extendedValues(call.function, range, over: steps) }
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
            let result = try overWindows(range, over: steps) { _, values, window in
                Quantile.value(parameters[0][window.step], of: values.array)
            }
            if !result.isEmpty { checkQuantiles(parameters[0], at: parameterRanges[0]) }
            return result
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

    /// `anchored` and `smoothed` mean something for few functions.
    private func check(_ ends: RangeEnds, for function: Function) throws(QueryError) {
        let (name, functions): (String, [Function]) =
            switch ends {
            case .open: ("", [function])
            case .anchored: ("anchored", [.changes, .delta, .increase, .rate, .resets])
            case .smoothed: ("smoothed", [.delta, .increase, .rate])
            }
        if functions.contains(function) { return }
        throw .execution(
            "\(name) modifier can only be used with: \(functions.map(\.rawValue).joined(separator: ", ")) "
                + "- not with \(function.rawValue)"
        )
    }

    private func extendedValues(_ function: Function, _ range: RangePlan, over steps: Steps) throws(QueryError)
        -> [StepSeries]
    {
        let isSmoothed = range.ends == .smoothed
        switch function {
        case .changes, .resets:
            return try overWindows(range, over: steps) { times, values, window in
                guard times[times.count - 1] > window.start else { return Absent.value }
                var first = 0
                while first + 1 < times.count, times[first + 1] <= window.start { first += 1 }
                let counted = values.extracting(first..<values.count)
                return function == .changes
                    ? WindowSummary.changes(times, counted) : WindowSummary.resets(times, counted)
            }
        default:
            let isCounter = function != .delta
            return try overWindows(range, over: steps) { times, values, window in
                guard let ends = ExtendedRange(times, values, window, isSmoothed: isSmoothed, isCounter: isCounter)
                else { return Absent.value }
                let increase = ends.increase(values, isCounter: isCounter)
                return function == .rate ? increase / window.seconds : increase
            }
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
