import TimeSeries

/// The samples of one series that windows are cut from, stale markers taken out.
struct RangeSeries {
    var labels: Labels
    var dropsName: Bool
    var timestamps: [Int64]
    var values: [Double]
}

/// One window over a series' samples, in milliseconds: what lies behind `start` up to `end`. With `anchored` and
/// `smoothed` there are samples before and behind it too.
struct Window {
    var start: Int64
    var end: Int64
    /// The time of the step, which `offset` and `@` move the window away from.
    var time: Int64
    /// The number of the step.
    var step: Int
    /// The place of the window's first sample in its series.
    var firstIndex: Int

    var seconds: Double { Double(end - start) / 1000 }
}

extension Evaluator {
    /// How far samples count that lie before and behind a window.
    private func margins(_ plan: RangePlan) -> (before: Int64, behind: Int64) {
        switch plan.ends {
        case .open: (0, 0)
        case .anchored: (options.lookbackDelta, 0)
        case .smoothed: (options.lookbackDelta, options.lookbackDelta)
        }
    }

    /// The samples that the windows of all steps are cut from.
    func rangeSeries(_ plan: RangePlan, over steps: Steps) throws(QueryError) -> [RangeSeries] {
        let first = plan.time.time(at: steps.start)
        let last = plan.time.time(at: steps.end)
        switch plan.source {
        case .samples(let matchers):
            let margins = margins(plan)
            return try samples(
                matchers,
                from: first - plan.duration - margins.before + 1,
                through: last + margins.behind
            ).map(RangeSeries.init)
        case .subquery(let inner, let resolution):
            // Steps are at multiples of the resolution, the first behind the first window's start.
            let bound = first - plan.duration
            var start = resolution * (bound / resolution)
            if start <= bound { start += resolution }
            let innerSteps = Steps(from: start, through: last, interval: resolution)
            let series = try vector(inner, over: innerSteps)
            var result: [RangeSeries] = []
            for one in series {
                let samples = one.samples(over: innerSteps)
                result.append(
                    RangeSeries(
                        labels: one.labels,
                        dropsName: one.dropsName,
                        timestamps: samples.timestamps,
                        values: samples.values
                    )
                )
            }
            release(series.sampleCount)
            try reserve(result.reduce(0) { $0 + $1.values.count })
            return result
        }
    }

    /// The value that `body` gives to each window that holds samples, for each series; names are kept. `body` gives the
    /// absent value where a window has no result.
    func overWindows(
        _ plan: RangePlan,
        over steps: Steps,
        _ body: (Span<Int64>, Span<Double>, Window) throws(QueryError) -> Double
    ) throws(QueryError) -> [StepSeries] {
        try overWindows(plan, over: steps, preparing: { _ in }) {
            (_, times, values, window) throws(QueryError) in
            try body(times, values, window)
        }
    }

    /// As above, with something that is worked out once for each series and handed to all its windows.
    func overWindows<Preparation>(
        _ plan: RangePlan,
        over steps: Steps,
        preparing prepare: (RangeSeries) -> Preparation,
        _ body: (Preparation, Span<Int64>, Span<Double>, Window) throws(QueryError) -> Double
    ) throws(QueryError) -> [StepSeries] {
        let inputs = try rangeSeries(plan, over: steps)
        var result: [StepSeries] = []
        result.reserveCapacity(inputs.count)
        for input in inputs {
            try control.check()
            guard let values = try windowValues(input, prepare(input), plan, over: steps, body) else { continue }
            try reserve(values.count)
            result.append(StepSeries(labels: input.labels, dropsName: input.dropsName, values: values))
        }
        release(inputs.reduce(0) { $0 + $1.values.count })
        return result
    }

    /// Nil where no window has a value.
    private func windowValues<Preparation>(
        _ input: RangeSeries,
        _ preparation: Preparation,
        _ plan: RangePlan,
        over steps: Steps,
        _ body: (Preparation, Span<Int64>, Span<Double>, Window) throws(QueryError) -> Double
    ) throws(QueryError) -> [Double]? {
        var values = [Double](repeating: Absent.value, count: steps.count)
        var isPresent = false
        let timestamps = input.timestamps.span
        let samples = input.values.span
        // Windows move forward only, so their edges do too.
        var lower = 0
        var upper = 0
        let margins = margins(plan)
        for step in 0..<steps.count {
            if step & 0x3FF == 0x3FF { try control.check() }
            let time = steps.time(step)
            let end = plan.time.time(at: time)
            while upper < timestamps.count, timestamps[upper] <= end + margins.behind { upper += 1 }
            let start = end - plan.duration
            while lower < upper, timestamps[lower] <= start - margins.before { lower += 1 }
            if lower == upper { continue }
            let value = try body(
                preparation,
                timestamps.extracting(lower..<upper),
                samples.extracting(lower..<upper),
                Window(start: start, end: end, time: time, step: step, firstIndex: lower)
            )
            if Absent.isAbsent(value) { continue }
            values[step] = value
            isPresent = true
        }
        return isPresent ? values : nil
    }

    /// The samples of a range themselves: the result of an instant query for `name[5m]`.
    func matrix(_ plan: RangePlan, at time: Int64) throws(QueryError) -> [SeriesData] {
        let end = plan.time.time(at: time)
        var result: [SeriesData] = []
        for input in try rangeSeries(plan, over: Steps(at: time)) {
            let samples =
                plan.ends == .open
                ? input.samples(behind: end - plan.duration, through: end)
                : input.extended(from: end - plan.duration, through: end, isSmoothed: plan.ends == .smoothed)
            if samples.count > 0 { result.append(samples) }
        }
        return result.sorted { $0.labels < $1.labels }
    }
}

extension RangeSeries {
    /// The samples behind a time, up to another.
    func samples(behind start: Int64, through end: Int64) -> SeriesData {
        let kept = timestamps.indices.filter { timestamps[$0] > start && timestamps[$0] <= end }
        return SeriesData(
            labels: dropsName ? labels.withoutMetricDescription : labels,
            timestamps: kept.map { timestamps[$0] },
            values: kept.map { values[$0] }
        )
    }

    /// The samples between two times, with the values that `anchored` and `smoothed` give at these.
    func extended(from start: Int64, through end: Int64, isSmoothed: Bool) -> SeriesData {
        let window = Window(start: start, end: end, time: end, step: 0, firstIndex: 0)
        guard let ends = ExtendedRange(timestamps.span, values.span, window, isSmoothed: isSmoothed, isCounter: false)
        else { return SeriesData(labels: labels) }
        return SeriesData(
            labels: labels,
            timestamps: [start] + ends.inner.map { timestamps[$0] } + [end],
            values: [ends.left] + ends.inner.map { values[$0] } + [ends.right]
        )
    }

    init(_ series: SeriesData) {
        labels = series.labels
        dropsName = false
        guard series.values.contains(where: StaleMarker.isStale) else {
            timestamps = series.timestamps
            values = series.values
            return
        }
        timestamps = []
        values = []
        for index in series.values.indices where !StaleMarker.isStale(series.values[index]) {
            timestamps.append(series.timestamps[index])
            values.append(series.values[index])
        }
    }
}
