import Glibc
import TimeSeries

extension Evaluator {
    func evaluate(_ call: CallPlan, over steps: Steps) throws(QueryError) -> Evaluated {
        switch call.function {
        case .time: return .scalar((0..<steps.count).map { Double(steps.time($0)) / 1000 })
        case .minimumOf, .maximumOf:
            var left = try scalar(call.arguments[0], over: steps)
            let right = try scalar(call.arguments[1], over: steps)
            for index in left.indices {
                left[index] =
                    call.function == .minimumOf
                    ? FloatOrder.minimum(left[index], right[index]) : FloatOrder.maximum(left[index], right[index])
            }
            release(right.count)
            return .scalar(left)
        case .scalar: return .scalar(try onlyElement(call, over: steps))
        case .vector:
            let values = try scalar(call.arguments[0], over: steps)
            return .vector([StepSeries(labels: Labels(), values: values)])
        case .pi, .start, .end, .step, .range: throw .execution("a constant is worked out before the evaluation")
        default: return .vector(try vectorResult(call, over: steps))
        }
    }

    private func vectorResult(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        switch call.function {
        case .timestamp: return try timestamps(call, over: steps)
        case .absent: return try absent(call, vector(call.arguments[0], over: steps), over: steps)
        case .absentOverTime: return try absentOverTime(call, over: steps)
        case .labelReplace: return try labelReplace(call, over: steps)
        case .labelJoin: return try labelJoin(call, over: steps)
        case .sort, .sortDescending, .sortByLabel, .sortByLabelDescending: return try sorted(call, over: steps)
        case .histogramQuantile: return try histogramQuantile(call, over: steps)
        case .histogramQuantiles: return try histogramQuantiles(call, over: steps)
        case .histogramFraction: return try histogramFraction(call, over: steps)
        case .histogramAverage, .histogramCount, .histogramSum, .histogramStandardDeviation,
            .histogramStandardVariance:
            // They look at native histograms alone, and numbers are not.
            _ = try vector(call.arguments[0], over: steps)
            return []
        case .minute, .hour, .dayOfWeek, .dayOfMonth, .dayOfYear, .daysInMonth, .month, .year:
            return try dates(call, over: steps)
        case .round: return try rounded(call, over: steps)
        case .clamp, .clampMinimum, .clampMaximum: return try clamped(call, over: steps)
        default:
            if call.function.signature.arguments.contains(.rangeVector) {
                return try overTime(call, over: steps)
            }
            return try mapped(call, over: steps)
        }
    }

    /// The value of a vector's only element, NaN where it has none or more.
    private func onlyElement(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [Double] {
        let series = try vector(call.arguments[0], over: steps)
        var values = try column(.nan, over: steps)
        for step in values.indices {
            var count = 0
            for one in series where !Absent.isAbsent(one.values[step]) {
                count += 1
                values[step] = one.values[step]
            }
            if count != 1 { values[step] = .nan }
        }
        release(series.sampleCount)
        return values
    }

    /// The time of each element's sample, or of the step where the elements are worked out.
    private func timestamps(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        if case .selection(let selection) = call.arguments[0].withoutInvariance {
            return try withoutNames(sampleTimes(selection, over: steps))
        }
        var series = try vector(call.arguments[0], over: steps)
        for index in series.indices {
            for step in series[index].values.indices where !Absent.isAbsent(series[index].values[step]) {
                series[index].values[step] = Double(steps.time(step)) / 1000
            }
        }
        return try withoutNames(series)
    }

    /// 1 at each step at which no series has a value.
    private func absent(_ call: CallPlan, _ series: [StepSeries], over steps: Steps) throws(QueryError)
        -> [StepSeries]
    {
        var values = try column(1, over: steps)
        for one in series {
            for step in values.indices where !Absent.isAbsent(one.values[step]) { values[step] = Absent.value }
        }
        release(series.sampleCount)
        let result = StepSeries(labels: call.absentLabels, values: values)
        return result.isEmpty ? [] : [result]
    }

    private func absentOverTime(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        guard case .range(let plan) = call.arguments[0].withoutInvariance else {
            throw .execution("expected a range vector")
        }
        // Names are kept, or different metrics would collide on the way to a result that has no name.
        let present = try overWindows(plan, over: steps) { _, _, _ in 1 }
        return try absent(call, present, over: steps)
    }

    // MARK: Elements

    /// Functions that make a number of a number.
    private func mapped(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        guard let transform = call.function.transform else {
            throw .execution("function \(QuotedText.quote(call.function.rawValue)) is not enabled")
        }
        var series = try vector(call.arguments[0], over: steps)
        for index in series.indices { series[index].mapValues(transform) }
        return try withoutNames(series)
    }

    /// To the nearest multiple, ties up. The inverse is multiplied with because that is more accurate.
    private func rounded(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let multiples = call.arguments.count > 1 ? try scalar(call.arguments[1], over: steps) : nil
        var series = try vector(call.arguments[0], over: steps)
        for index in series.indices {
            for step in series[index].values.indices where !Absent.isAbsent(series[index].values[step]) {
                let inverse = 1 / (multiples?[step] ?? 1)
                series[index].values[step] = floor(series[index].values[step] * inverse + 0.5) / inverse
            }
        }
        release(multiples?.count ?? 0)
        return try withoutNames(series)
    }

    /// Into bounds; where these are the wrong way round there is no result.
    private func clamped(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        var series = try vector(call.arguments[0], over: steps)
        let bounds = try call.arguments.dropFirst().map { plan throws(QueryError) in
            try scalar(plan, over: steps)
        }
        let lower = call.function == .clampMaximum ? nil : bounds.first
        let upper = call.function == .clampMinimum ? nil : bounds.last
        for index in series.indices {
            for step in series[index].values.indices where !Absent.isAbsent(series[index].values[step]) {
                let minimum = lower?[step] ?? -.infinity
                let maximum = upper?[step] ?? .infinity
                series[index].values[step] =
                    maximum < minimum
                    ? Absent.value
                    : FloatOrder.maximum(minimum, FloatOrder.minimum(maximum, series[index].values[step]))
            }
        }
        release(bounds.reduce(0) { $0 + $1.count })
        return try withoutNames(series.filter { !$0.isEmpty })
    }

    /// Parts of the civil time of each element, taken as seconds since 1970, or of the step's time.
    private func dates(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        guard let argument = call.arguments.first else {
            let values = (0..<steps.count).map { step in
                CivilDate(seconds: Double(steps.time(step) / 1000)).part(call.function)
            }
            try reserve(values.count)
            return [StepSeries(labels: Labels(), values: values)]
        }
        var series = try vector(argument, over: steps)
        for index in series.indices {
            series[index].mapValues { CivilDate(seconds: $0).part(call.function) }
        }
        return try withoutNames(series)
    }
}
