import TimeSeries

extension Evaluator {
    /// Arithmetic and comparison between two vectors: each group of series with one signature by itself.
    ///
    /// The side that may have one series for a signature is the "one" side, the other the "many" side. A group is
    /// first made one column of its "one" side, with the series that each value came from; then each series of the
    /// "many" side goes over it step by step.
    func matched(_ plan: BinaryPlan, _ left: [StepSeries], _ right: [StepSeries], over steps: Steps)
        throws(QueryError) -> [StepSeries]
    {
        let isSwapped = plan.matching.cardinality == .oneToMany
        let sides = FilledSides(
            many: isSwapped ? right : left,
            one: isSwapped ? left : right,
            plan.matching,
            over: steps
        )
        let (many, one) = (sides.many, sides.one)
        if many.isEmpty || one.isEmpty { return [] }
        let signatures = Signatures(plan.matching)
        var matcher = Matcher(plan: plan, many: many, one: one, steps: steps, lateNames: options.removesNamesLate)
        var groups: [Labels: Int] = [:]
        var columns: [OneSide] = []
        for index in one.indices {
            let signature = signatures.signature(of: one[index].labels)
            if let group = groups[signature] {
                try columns[group].add(index, one, signature, isSwapped, matcher.stepsWithMany)
            } else {
                groups[signature] = columns.count
                columns.append(OneSide(index, one[index].values))
            }
        }
        for index in many.indices {
            try control.check()
            guard let group = groups[signatures.signature(of: many[index].labels)] else { continue }
            if isTrim(plan) {
                informOfTrim(plan)
                continue
            }
            try matcher.apply(index, columns[group], group)
        }
        return try merged(matcher.result.filter { !$0.isEmpty })
    }
}

/// The values of a signature on the side where each step may have one series.
private struct OneSide {
    var values: [Double]
    /// The series that each value is of; nil while all are of `first`.
    var owners: [Int]?
    let first: Int

    init(_ index: Int, _ values: [Double]) {
        first = index
        self.values = values
    }

    func owner(at step: Int) -> Int { owners?[step] ?? first }

    /// Takes in another series of the same signature, which must have its values at other steps; steps at which the
    /// other side has nothing at all are not looked at.
    mutating func add(
        _ index: Int,
        _ series: [StepSeries],
        _ signature: Labels,
        _ isSwapped: Bool,
        _ stepsWithMany: [Bool]
    ) throws(QueryError) {
        var owners = self.owners ?? Array(repeating: first, count: values.count)
        for step in values.indices where !Absent.isAbsent(series[index].values[step]) {
            if !Absent.isAbsent(values[step]), stepsWithMany[step] {
                // In their order, so that the message is the same every time.
                let pair = [series[owners[step]].labels, series[index].labels].sorted()
                throw .execution(
                    "found duplicate series for the match group \(signature) on the "
                        + "\(isSwapped ? "left" : "right") hand-side of the operation: [\(pair[0]), "
                        + "\(pair[1])];many-to-many matching not allowed: "
                        + "matching labels must be unique on one side"
                )
            }
            values[step] = series[index].values[step]
            owners[step] = index
        }
        self.owners = owners
    }
}

/// Applies an operator to the pairs of series that were found, and collects the results.
private struct Matcher {
    let plan: BinaryPlan
    let many: [StepSeries]
    let one: [StepSeries]
    let lateNames: Bool
    /// The steps at which the "many" side has any value.
    let stepsWithMany: [Bool]
    var result: [StepSeries] = []
    /// The steps that a group of a one-to-one match has used.
    private var taken: [Int: [Bool]] = [:]
    /// The steps that a group of a grouped match has used for a result's labels.
    private var takenLabels: [GroupedResult: [Bool]] = [:]

    private struct GroupedResult: Hashable {
        var group: Int
        var labels: Labels
    }

    init(plan: BinaryPlan, many: [StepSeries], one: [StepSeries], steps: Steps, lateNames: Bool) {
        self.plan = plan
        self.many = many
        self.one = one
        self.lateNames = lateNames
        // With fills a step is looked at whether the side has values or not.
        var present = Array(repeating: plan.matching.fills, count: steps.count)
        for series in many {
            for step in present.indices where !Absent.isAbsent(series.values[step]) { present[step] = true }
        }
        stepsWithMany = present
    }

    /// One series of the "many" side with its group's column.
    mutating func apply(_ index: Int, _ column: OneSide, _ group: Int) throws(QueryError) {
        guard column.owners != nil else {
            try apply(index, column, group, owner: column.first, isOnlyOwner: true)
            return
        }
        for owner in Set(column.owners ?? []).sorted() {
            try apply(index, column, group, owner: owner, isOnlyOwner: false)
        }
    }

    private mutating func apply(_ index: Int, _ column: OneSide, _ group: Int, owner: Int, isOnlyOwner: Bool)
        throws(QueryError)
    {
        let labels = resultLabels(many[index].labels, one[owner].labels)
        let isSwapped = plan.matching.cardinality == .oneToMany
        let isOneToOne = plan.matching.cardinality == .oneToOne
        let key = GroupedResult(group: group, labels: labels)
        // Taken out of the dictionaries while they change, so that no array is copied.
        var used = isOneToOne ? taken.removeValue(forKey: group) : takenLabels.removeValue(forKey: key)
        let isFirst = used == nil
        var usedSteps = used ?? Array(repeating: false, count: column.values.count)
        used = nil
        var values = many[index].values
        for step in values.indices {
            let element = values[step]
            let other = column.values[step]
            values[step] = Absent.value
            if Absent.isAbsent(element) || Absent.isAbsent(other) { continue }
            if !isOnlyOwner, column.owner(at: step) != owner { continue }
            if !isFirst, usedSteps[step] {
                throw .execution(
                    isOneToOne
                        ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                        : "multiple matches for labels: grouping labels must ensure unique matches"
                )
            }
            usedSteps[step] = true
            let left = isSwapped ? other : element
            let right = isSwapped ? element : other
            values[step] = plan.operation.element(left, right, kept: left, returnsBool: plan.returnsBool)
        }
        if isOneToOne {
            taken[group] = usedSteps
        } else {
            takenLabels[key] = usedSteps
        }
        let dropsName = plan.returnsBool || many[index].dropsName
        result.append(StepSeries(labels: labels, dropsName: dropsName, values: values))
    }

    /// The labels of a result: those of the "many" side, cut to the matching ones where one meets one, with what the
    /// grouping takes from the "one" side.
    private func resultLabels(_ many: Labels, _ one: Labels) -> Labels {
        var labels = many
        if plan.operation.changesMetric || plan.returnsBool && !lateNames {
            labels = labels.withoutMetricDescription
        }
        if plan.matching.cardinality == .oneToOne {
            labels =
                plan.matching.isOn
                ? labels.keeping(plan.matching.labels) : labels.dropping(plan.matching.labels)
        }
        for name in plan.matching.included {
            labels = labels.setting(name, to: one[name])
        }
        return labels
    }
}
