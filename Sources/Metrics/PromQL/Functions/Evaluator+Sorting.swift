import TimeSeries

extension Evaluator {
    /// `sort` and its kin. The order is that of an instant query's result; a range query's is always by labels.
    func sorted(_ call: CallPlan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        let series = try vector(call.arguments[0], over: steps)
        if !isInstant {
            annotations.warn(
                "sort is ineffective for range queries since results are always ordered by labels",
                at: call.range
            )
        }
        if steps.count != 1 { return series }
        switch call.function {
        case .sort: return series.enumerated().sorted { byValue($0, $1, descending: false) }.map(\.element)
        case .sortDescending: return series.enumerated().sorted { byValue($0, $1, descending: true) }.map(\.element)
        default:
            let names = try call.arguments.dropFirst().map { plan throws(QueryError) in try string(plan) }
            let descending = call.function == .sortByLabelDescending
            return series.sorted { left, right in
                descending ? isBefore(right, left, by: names) : isBefore(left, right, by: names)
            }
        }
    }

    /// NaN stands last in both directions.
    private func byValue(
        _ left: (offset: Int, element: StepSeries),
        _ right: (offset: Int, element: StepSeries),
        descending: Bool
    ) -> Bool {
        let first = left.element.values[0]
        let second = right.element.values[0]
        if first.isNaN || second.isNaN {
            return first.isNaN == second.isNaN ? left.offset < right.offset : second.isNaN
        }
        if first == second { return left.offset < right.offset }
        return descending ? first > second : first < second
    }

    private func isBefore(_ left: StepSeries, _ right: StepSeries, by names: [String]) -> Bool {
        for name in names {
            let first = left.labels[name] ?? ""
            let second = right.labels[name] ?? ""
            if first == second { continue }
            return NaturalOrder.isBefore(first, second)
        }
        return left.labels < right.labels
    }
}
