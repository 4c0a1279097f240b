import TimeSeries

extension Evaluator {
    /// `topk`, `bottomk` and `limitk`: some series of each group, chosen anew at each step.
    ///
    /// At one step the result is in the order of the groups, and in each by value; over many steps each series that
    /// was chosen anywhere stands once.
    func selected(
        _ plan: AggregationPlan,
        _ series: [StepSeries],
        _ parameters: [Double],
        over steps: Steps
    ) throws(QueryError) -> [StepSeries] {
        guard parameters.max() ?? 0 >= 1 || parameters.contains(where: \.isNaN) else { return [] }
        for parameter in parameters {
            if parameter.isNaN { throw .execution("Parameter value is NaN") }
            if parameter <= -0x1p63 {
                throw .execution("Scalar value \(FloatText.general(parameter)) underflows int64")
            }
            if parameter >= 0x1p63 {
                throw .execution("Scalar value \(FloatText.general(parameter)) overflows int64")
            }
        }
        let groups = Groups(series, plan.grouping)
        var members: [[Int]] = Array(repeating: [], count: groups.labels.count)
        for (index, group) in groups.groupOfSeries.enumerated() { members[group].append(index) }
        var order: [Int] = []
        var chosen: [Int: [Double]] = [:]
        for step in 0..<steps.count {
            try control.check()
            let limit = Int(min(max(parameters[step], 0), Double(series.count)))
            if limit < 1 { continue }
            for group in members {
                for index in choice(plan.operation, limit, of: group, series, at: step) {
                    let value = series[index].values[step]
                    var values = chosen.removeValue(forKey: index) ?? []
                    if values.isEmpty {
                        values = Array(repeating: Absent.value, count: steps.count)
                        order.append(index)
                    }
                    values[step] = value
                    chosen[index] = values
                }
            }
        }
        return order.map { index in
            StepSeries(
                labels: series[index].labels,
                dropsName: series[index].dropsName,
                values: chosen[index] ?? []
            )
        }
    }

    private func choice(
        _ operation: AggregationOperator,
        _ limit: Int,
        of group: [Int],
        _ series: [StepSeries],
        at step: Int
    ) -> [Int] {
        let present = group.filter { !Absent.isAbsent(series[$0].values[step]) }
        if operation == .limitK { return Array(present.prefix(limit)) }
        var best = BoundedHeap(limit: limit, keepsLargest: operation == .topK)
        for index in present { best.offer(series[index].values[step], index) }
        return best.ordered.map(\.index)
    }
}
