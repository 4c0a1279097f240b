import TimeSeries

extension Evaluator {
    /// Reads the samples of a time range, both ends included, and counts them as held.
    func samples(_ matchers: [LabelMatcher], from start: Int64, through end: Int64) throws(QueryError) -> [SeriesData] {
        let found: [SeriesData]
        do {
            found = try store.select(matchers, from: start, through: end, sampleLimit: remainingSamples)
        } catch {
            if case .tooManySamples = error { throw .tooManySamples }
            throw QueryError(kind: .storage, reason: "expanding series: \(error)")
        }
        try reserve(found.reduce(0) { $0 + $1.count })
        return found
    }

    /// The value of each selected series at each step: its last sample within the lookback, unless a stale marker
    /// ended it.
    func series(_ plan: SelectionPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        plan.ends == .smoothed
            ? try smoothed(plan, over: steps) : try lookups(plan, over: steps) { $0.values[$1] }
    }

    /// The value of each selected series at each step on the line between the samples around it, which lie no further
    /// from it than the lookback; behind the last sample its value.
    private func smoothed(_ plan: SelectionPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let range = RangePlan(
            source: .samples(plan.matchers),
            duration: 0,
            time: plan.time,
            ends: .smoothed,
            range: SourceRange(start: 0, end: 0)
        )
        return try overWindows(range, over: steps) { times, values, window in
            var next = 0
            while next < times.count, times[next] < window.end { next += 1 }
            if next < times.count, times[next] == window.end { return values[next] }
            if next == 0 { return Absent.value }
            if next == times.count { return values[next - 1] }
            return ExtendedRange.interpolate(times, values, next - 1, at: window.end, false)
        }
    }

    /// As `series`, with the seconds of the sample that is found instead of its value.
    func sampleTimes(_ plan: SelectionPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        try lookups(plan, over: steps) { Double($0.timestamps[$1]) / 1000 }
    }

    private func lookups(
        _ plan: SelectionPlan,
        over steps: Steps,
        _ value: (SeriesData, Int) -> Double
    ) throws(QueryError) -> [StepSeries] {
        // A fixed time gives one value for all steps.
        let times = plan.time.fixed == nil ? steps : steps.first
        let first = plan.time.time(at: times.start)
        let found = try samples(
            plan.matchers,
            from: first - options.lookbackDelta + 1,
            through: plan.time.time(at: times.end)
        )
        var result: [StepSeries] = []
        result.reserveCapacity(found.count)
        for series in found {
            try control.check()
            var values = [Double](repeating: Absent.value, count: times.count)
            var isPresent = false
            var index = -1
            for step in 0..<times.count {
                let time = plan.time.time(at: times.time(step))
                while index + 1 < series.count, series.timestamps[index + 1] <= time { index += 1 }
                guard index >= 0, series.timestamps[index] > time - options.lookbackDelta,
                    !StaleMarker.isStale(series.values[index])
                else { continue }
                values[step] = value(series, index)
                isPresent = true
            }
            guard isPresent else { continue }
            if times.count != steps.count { values = Array(repeating: values[0], count: steps.count) }
            try reserve(values.count)
            result.append(StepSeries(labels: series.labels, values: values))
        }
        release(found.reduce(0) { $0 + $1.count })
        return result
    }
}
