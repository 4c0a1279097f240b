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

/// The largest or smallest so many values of those that were offered, in a binary heap whose root is the one to give
/// way next. NaN counts as worse than every number; of equal values the earlier stays.
struct BoundedHeap {
    struct Entry {
        var value: Double
        var index: Int
    }

    private let limit: Int
    private let keepsLargest: Bool
    private var entries: [Entry] = []

    init(limit: Int, keepsLargest: Bool) {
        self.limit = limit
        self.keepsLargest = keepsLargest
    }

    /// From the best to the worst; equal values in the order of the heap.
    var ordered: [Entry] {
        entries.enumerated().sorted { left, right in
            if isWorse(right.element.value, left.element.value) { return true }
            if isWorse(left.element.value, right.element.value) { return false }
            return left.offset < right.offset
        }.map(\.element)
    }

    mutating func offer(_ value: Double, _ index: Int) {
        let entry = Entry(value: value, index: index)
        if entries.count < limit {
            entries.append(entry)
            siftUp(entries.count - 1)
        } else if let root = entries.first, isStrictlyBetter(value, root.value) {
            entries[0] = entry
            siftDown(0)
        }
    }

    private func isStrictlyBetter(_ value: Double, _ other: Double) -> Bool {
        if other.isNaN { return !value.isNaN }
        return keepsLargest ? value > other : value < other
    }

    private func isWorse(_ left: Double, _ right: Double) -> Bool {
        if left.isNaN { return true }
        return keepsLargest ? left < right : left > right
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard isWorse(entries[child].value, entries[parent].value) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return }
            if child + 1 < entries.count, isWorse(entries[child + 1].value, entries[child].value) { child += 1 }
            guard isWorse(entries[child].value, entries[parent].value) else { return }
            entries.swapAt(parent, child)
            parent = child
        }
    }
}
