import TimeSeries

extension Evaluator {
    func evaluate(_ plan: AggregationPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        var parameters: [Double] = []
        if let parameter = plan.parameter, plan.operation.parameterType == .scalar {
            parameters = try scalar(parameter, over: steps)
        }
        let series = try vector(plan.operand, over: steps)
        defer { release(parameters.count + series.sampleCount) }
        let result: [StepSeries]
        switch plan.operation {
        case .countValues: result = try countValues(plan, series)
        case .topK, .bottomK, .limitK, .limitRatio: result = try selected(plan, series, parameters, over: steps)
        case .quantile: result = try quantiles(plan, series, parameters, over: steps)
        case .sum, .average, .count, .group, .minimum, .maximum, .standardDeviation, .standardVariance:
            result = try accumulated(plan, series, over: steps)
        }
        try reserve(result.sampleCount)
        return result
    }

    /// The aggregations that take one sample after another, series by series into a row of each group.
    private func accumulated(_ plan: AggregationPlan, _ series: [StepSeries], over steps: Steps) throws(QueryError)
        -> [StepSeries]
    {
        switch plan.operation {
        case .sum: try rows(plan, series, SumAccumulator.self, over: steps)
        case .average: try rows(plan, series, AverageAccumulator.self, over: steps)
        case .minimum: try rows(plan, series, MinimumAccumulator.self, over: steps)
        case .maximum: try rows(plan, series, MaximumAccumulator.self, over: steps)
        case .count: try rows(plan, series, CountAccumulator.self, over: steps)
        case .standardVariance: try rows(plan, series, VarianceAccumulator.self, over: steps)
        case .standardDeviation: try rows(plan, series, DeviationAccumulator.self, over: steps)
        default: try rows(plan, series, GroupAccumulator.self, over: steps)
        }
    }

    private func rows<Accumulator: SampleAccumulator>(
        _ plan: AggregationPlan,
        _ series: [StepSeries],
        _: Accumulator.Type,
        over steps: Steps
    ) throws(QueryError) -> [StepSeries] {
        let groups = Groups(series, plan.grouping)
        try reserve(groups.labels.count * steps.count)
        defer { release(groups.labels.count * steps.count) }
        var rows: [[Accumulator?]] = Array(
            repeating: Array(repeating: nil, count: steps.count),
            count: groups.labels.count
        )
        for (index, one) in series.enumerated() {
            try control.check()
            let group = groups.groupOfSeries[index]
            // Taken out while it changes, so that it is not copied.
            var row: [Accumulator?] = []
            swap(&row, &rows[group])
            for step in one.values.indices {
                let value = one.values[step]
                if Absent.isAbsent(value) { continue }
                if row[step] == nil {
                    row[step] = Accumulator(value)
                } else {
                    row[step]?.add(value)
                }
            }
            swap(&row, &rows[group])
        }
        return groups.labels.indices.map { group in
            StepSeries(
                labels: groups.labels[group],
                dropsName: groups.dropsName[group],
                values: rows[group].map { $0?.value ?? Absent.value }
            )
        }.filter { !$0.isEmpty }
    }

    private func quantiles(
        _ plan: AggregationPlan,
        _ series: [StepSeries],
        _ parameters: [Double],
        over steps: Steps
    ) throws(QueryError) -> [StepSeries] {
        checkQuantiles(parameters, at: plan.parameterRange)
        let groups = Groups(series, plan.grouping)
        var members: [[Int]] = Array(repeating: [], count: groups.labels.count)
        for (index, group) in groups.groupOfSeries.enumerated() { members[group].append(index) }
        var result: [StepSeries] = []
        for group in groups.labels.indices {
            var values = [Double](repeating: Absent.value, count: steps.count)
            for step in values.indices {
                try control.check()
                let present = members[group].map { series[$0].values[step] }.filter { !Absent.isAbsent($0) }
                if !present.isEmpty { values[step] = Quantile.value(parameters[step], of: present) }
            }
            result.append(
                StepSeries(labels: groups.labels[group], dropsName: groups.dropsName[group], values: values)
            )
        }
        return result.filter { !$0.isEmpty }
    }

    /// One series for each value that is there, named by it.
    private func countValues(_ plan: AggregationPlan, _ series: [StepSeries]) throws(QueryError) -> [StepSeries] {
        guard let parameter = plan.parameter else { return [] }
        let literal = try literal(parameter)
        guard literal.isValid, !literal.bytes.isEmpty else {
            throw .execution("invalid label name \(QuotedText.quote(literal.bytes))")
        }
        let name = literal.value
        var grouping = plan.grouping
        if case .by(let names) = grouping { grouping = .by(names + [name]) }
        var places: [Labels: Int] = [:]
        var result: [StepSeries] = []
        for one in series {
            try control.check()
            // Runs of one value are common, and its labels cost more than its count.
            var last: (bits: UInt64, place: Int)?
            for step in one.values.indices where !Absent.isAbsent(one.values[step]) {
                let value = one.values[step]
                let place: Int
                if let last, last.bits == value.bitPattern {
                    place = last.place
                } else {
                    let labels = grouping.labels(of: one.labels.setting(name, to: FloatText.plain(value)))
                    if let known = places[labels] {
                        place = known
                    } else {
                        place = result.count
                        places[labels] = place
                        let empty = [Double](repeating: Absent.value, count: one.values.count)
                        try reserve(empty.count)
                        result.append(StepSeries(labels: labels, values: empty))
                    }
                    last = (value.bitPattern, place)
                }
                let count = result[place].values[step]
                result[place].values[step] = Absent.isAbsent(count) ? 1 : count + 1
            }
        }
        release(result.sampleCount)
        return result
    }
}
