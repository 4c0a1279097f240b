import TimeSeries

extension Evaluator {
    /// `histogram_quantile(quantile, buckets)` over classic buckets.
    func histogramQuantile(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let quantiles = try scalar(call.arguments[0], over: steps)
        checkQuantiles(quantiles, at: call.argumentRanges[0])
        let series = try vector(call.arguments[1], over: steps)
        let groups = bucketGroups(series, at: call.argumentRanges[1])
        return try evaluate(groups, series, over: steps) { buckets, group, step in
            self.quantile(quantiles[step], &buckets, group, at: call.argumentRanges[1], steps.time(step))
        }
    }

    /// `histogram_quantiles(buckets, label, quantile, …)`: one series for each quantile, labelled by it.
    func histogramQuantiles(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let series = try vector(call.arguments[0], over: steps)
        let label = try string(call.arguments[1])
        let groups = bucketGroups(series, at: call.argumentRanges[0])
        var result: [StepSeries] = []
        for index in call.arguments.indices.dropFirst(2) {
            let quantiles = try scalar(call.arguments[index], over: steps)
            checkQuantiles(quantiles, at: call.argumentRanges[index])
            // The label must be one for all steps, so a quantile that changes makes a series for each value.
            for quantile in Set(quantiles.map(\.bitPattern)).sorted().map(Double.init(bitPattern:)) {
                let text = FloatText.openMetrics(quantile)
                let part = try evaluate(groups, series, over: steps) { buckets, group, step in
                    if quantiles[step].bitPattern != quantile.bitPattern { return Absent.value }
                    return self.quantile(quantile, &buckets, group, at: call.argumentRanges[0], steps.time(step))
                }
                result += part.map { one in
                    var labelled = one
                    labelled.labels = one.labels.setting(label, to: text)
                    return labelled
                }
            }
        }
        return try merged(result)
    }

    /// `histogram_fraction(lower, upper, buckets)` over classic buckets.
    func histogramFraction(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let lower = try scalar(call.arguments[0], over: steps)
        let upper = try scalar(call.arguments[1], over: steps)
        let series = try vector(call.arguments[2], over: steps)
        let groups = bucketGroups(series, at: call.argumentRanges[2])
        return try evaluate(groups, series, over: steps) { buckets, _, step in
            buckets.fraction(from: lower[step], to: upper[step])
        }
    }

    private func quantile(
        _ quantile: Double,
        _ buckets: inout ClassicBuckets,
        _ group: BucketGroup,
        at range: SourceRange,
        _ time: Int64
    ) -> Double {
        let (value, repair) = buckets.quantile(quantile)
        if let repair {
            annotations.inform(
                BucketRepair(metricName: group.labels.metricName ?? "", range: range, extent: repair, at: time)
            )
        }
        return value
    }

    // MARK: Groups

    /// The series that are the buckets of one histogram.
    private struct BucketGroup {
        /// The labels that they share.
        var labels: Labels
        var members: [(index: Int, upperBound: Double)] = []
    }

    private func bucketGroups(_ series: [StepSeries], at range: SourceRange) -> [BucketGroup] {
        var places: [Labels: Int] = [:]
        var groups: [BucketGroup] = []
        for (index, one) in series.enumerated() {
            let text = one.labels["le"] ?? ""
            guard let bound = FloatText.parse(text) else {
                let name = one.labels.metricName.map { " for metric name \(QuotedText.quote($0))" } ?? ""
                annotations.warn(
                    "bucket label \"le\" is missing or has a malformed value of \(QuotedText.quote(text))\(name)",
                    at: range
                )
                continue
            }
            var labels = one.labels.setting("le", to: nil)
            if !options.removesNamesLate { labels = labels.withoutMetricDescription }
            if let place = places[labels] {
                groups[place].members.append((index, bound))
            } else {
                places[labels] = groups.count
                groups.append(BucketGroup(labels: labels, members: [(index, bound)]))
            }
        }
        return groups
    }

    private func evaluate(
        _ groups: [BucketGroup],
        _ series: [StepSeries],
        over steps: Steps,
        _ body: (inout ClassicBuckets, BucketGroup, Int) -> Double
    ) throws(QueryError) -> [StepSeries] {
        var result: [StepSeries] = []
        for group in groups {
            try control.check()
            var values = try column(Absent.value, over: steps)
            for step in values.indices {
                let present = group.members.compactMap { member -> ClassicBuckets.Bucket? in
                    let count = series[member.index].values[step]
                    return Absent.isAbsent(count)
                        ? nil : ClassicBuckets.Bucket(upperBound: member.upperBound, count: count)
                }
                if present.isEmpty { continue }
                var buckets = ClassicBuckets(present)
                values[step] = body(&buckets, group, step)
            }
            result.append(StepSeries(labels: group.labels, dropsName: true, values: values))
        }
        return try merged(result.filter { !$0.isEmpty })
    }
}
