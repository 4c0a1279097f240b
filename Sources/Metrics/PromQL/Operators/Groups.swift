import TimeSeries

/// The series of an aggregation's operand, sorted into its groups.
struct Groups {
    /// The labels of each group, in the order of their first series.
    var labels: [Labels] = []
    /// The group of each series.
    var groupOfSeries: [Int] = []
    /// Whether a series of the group is to lose its name at the end.
    var dropsName: [Bool] = []

    init(_ series: [StepSeries], _ grouping: Grouping) {
        var groups: [Labels: Int] = [:]
        groupOfSeries.reserveCapacity(series.count)
        for one in series {
            let key = grouping.labels(of: one.labels)
            let group: Int
            if let known = groups[key] {
                group = known
            } else {
                group = labels.count
                groups[key] = group
                labels.append(key)
                dropsName.append(false)
            }
            groupOfSeries.append(group)
            if one.dropsName { dropsName[group] = true }
        }
    }
}

extension Grouping {
    /// The labels of the group that a series belongs to.
    func labels(of labels: Labels) -> Labels {
        switch self {
        case .by(let names): names.isEmpty ? Labels() : labels.keeping(names)
        case .without(let names): labels.dropping(names + [Label.metricName])
        }
    }
}
