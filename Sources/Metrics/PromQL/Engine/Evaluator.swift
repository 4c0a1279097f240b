import TimeSeries

/// The evaluation of one query: walks its plan, counts the samples that are held, and collects what is to be said.
final class Evaluator {
    let store: any Queryable
    let options: QueryOptions
    let control: QueryControl
    /// Whether the query has one step, so that the order of its result means something.
    let isInstant: Bool
    var annotations = Annotations()
    private var heldSamples = 0

    init(store: any Queryable, options: QueryOptions, control: QueryControl, isInstant: Bool) {
        self.store = store
        self.options = options
        self.control = control
        self.isInstant = isInstant
    }

    func result(_ value: QueryValue, for query: String) -> QueryResult {
        QueryResult(
            value: value,
            warnings: annotations.warningTexts(in: query),
            infos: annotations.infoTexts(in: query)
        )
    }

    // MARK: Plans

    func evaluate(_ plan: Plan, over steps: Steps) throws(QueryError) -> Evaluated {
        try control.check()
        if steps.count == 0 { return .vector([]) }
        if steps.count > options.maxSamples { throw .tooManySamples }
        switch plan {
        case .number(let value): return .scalar(try column(value, over: steps))
        case .string(let literal): return .string(literal.value)
        case .selection(let selection): return .vector(try series(selection, over: steps))
        case .range: throw .execution("a range vector has no value of its own")
        case .call(let call): return try evaluate(call, over: steps)
        case .aggregation(let aggregation): return .vector(try evaluate(aggregation, over: steps))
        case .binary(let binary): return try evaluate(binary, over: steps)
        case .negation(let operand): return try negated(evaluate(operand, over: steps))
        case .invariant(let inner): return try repeated(evaluate(inner, over: steps.first), over: steps)
        }
    }

    /// The series of an instant vector.
    func vector(_ plan: Plan, over steps: Steps) throws(QueryError) -> [StepSeries] {
        guard case .vector(let series) = try evaluate(plan, over: steps) else {
            throw .execution("expected an instant vector")
        }
        return series
    }

    /// The values of a scalar, one for each step.
    func scalar(_ plan: Plan, over steps: Steps) throws(QueryError) -> [Double] {
        guard case .scalar(let values) = try evaluate(plan, over: steps) else {
            throw .execution("expected a scalar")
        }
        return values
    }

    /// The text of a string.
    func string(_ plan: Plan) throws(QueryError) -> String {
        try literal(plan).value
    }

    func literal(_ plan: Plan) throws(QueryError) -> StringLiteral {
        guard case .string(let literal) = plan.withoutInvariance else { throw .execution("expected a string") }
        return literal
    }

    private func negated(_ value: Evaluated) throws(QueryError) -> Evaluated {
        switch value {
        case .scalar(let values): return .scalar(values.map { -$0 })
        case .string: throw .execution("a string cannot be negated")
        case .vector(var series):
            for index in series.indices { series[index].mapValues { -$0 } }
            return .vector(try withoutNames(series))
        }
    }

    private func repeated(_ value: Evaluated, over steps: Steps) throws(QueryError) -> Evaluated {
        if steps.count == 1 { return value }
        try reserve(value.sampleCount * (steps.count - 1))
        switch value {
        case .scalar(let values): return .scalar(Array(repeating: values[0], count: steps.count))
        case .string: return value
        case .vector(var series):
            for index in series.indices {
                series[index].values = Array(repeating: series[index].values[0], count: steps.count)
            }
            return .vector(series)
        }
    }

    /// One value for all steps.
    func column(_ value: Double, over steps: Steps) throws(QueryError) -> [Double] {
        try reserve(steps.count)
        return Array(repeating: value, count: steps.count)
    }

    // MARK: Limits

    /// Counts samples that are about to be held.
    func reserve(_ count: Int) throws(QueryError) {
        let (sum, overflows) = heldSamples.addingReportingOverflow(count)
        if overflows || sum > options.maxSamples { throw .tooManySamples }
        heldSamples = sum
    }

    /// Counts samples that are no longer held.
    func release(_ count: Int) {
        heldSamples -= count
    }

    var remainingSamples: Int { max(options.maxSamples - heldSamples, 0) }
}

extension StepSeries {
    /// Replaces every value that is there.
    @inline(__always)
    mutating func mapValues(_ transform: (Double) -> Double) {
        for index in values.indices where !Absent.isAbsent(values[index]) {
            values[index] = transform(values[index])
        }
    }
}
