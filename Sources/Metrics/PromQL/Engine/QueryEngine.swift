public import TimeSeries

/// Evaluates PromQL over a store.
///
/// A query is parsed to a syntax tree, planned for its steps, and evaluated node by node over all steps at a time:
/// a node takes whole series, arrays of a value for each step, and gives whole series. Nothing is shared between
/// queries, so any number may run side by side.
public struct QueryEngine: Sendable {
    public var options: QueryOptions

    public init(options: QueryOptions = QueryOptions()) {
        self.options = options
    }

    /// The checked syntax tree of a query. Errors have the kind `parse` and a position.
    public func parse(_ query: String) throws(QueryError) -> Expression {
        try Parser.parse(query, depthLimit: options.depthLimit)
    }

    /// The matchers of a series selector, as `match[]` parameters give them; it may select every series.
    public func parseSelector(_ selector: String) throws(QueryError) -> [LabelMatcher] {
        try Parser.parseSelector(selector, depthLimit: options.depthLimit).matchers
    }

    /// The value of a query at one time, in milliseconds since 1970.
    ///
    /// - Returns: a scalar, a string, a vector, or for range selectors and subqueries a matrix.
    public func instant(
        _ query: String,
        at time: Int64,
        over store: some Queryable,
        control: QueryControl = QueryControl()
    ) throws(QueryError) -> QueryResult {
        let expression = try parse(query)
        try checkTimes([time])
        let planner = Planner(
            start: time,
            end: time,
            step: 0,
            defaultResolution: options.defaultSubqueryResolution,
            text: query
        )
        let plan = try planner.plan(expression)
        let evaluator = Evaluator(store: store, options: options, control: control, isInstant: true)
        if case .range(let range) = plan.withoutInvariance {
            return evaluator.result(.matrix(try evaluator.matrix(range, at: time)), for: query)
        }
        switch try evaluator.evaluate(plan, over: Steps(at: time)) {
        case .scalar(let values): return evaluator.result(.scalar(timestamp: time, value: values[0]), for: query)
        case .string(let text): return evaluator.result(.string(timestamp: time, value: text), for: query)
        case .vector(let series):
            let samples = try evaluator.finished(series).filter { !Absent.isAbsent($0.values[0]) }
                .map { VectorSample(labels: $0.labels, timestamp: time, value: $0.values[0]) }
            return evaluator.result(.vector(samples), for: query)
        }
    }

    /// The values of a query at `start`, `start + step` and so on up to `end`, all in milliseconds.
    ///
    /// - Returns: a matrix; the query must be a scalar or an instant vector.
    public func range(
        _ query: String,
        from start: Int64,
        through end: Int64,
        step: Int64,
        over store: some Queryable,
        control: QueryControl = QueryControl()
    ) throws(QueryError) -> QueryResult {
        let expression = try parse(query)
        try checkTimes([start, end])
        if expression.type != .scalar, expression.type != .instantVector {
            throw QueryError(
                kind: .parse,
                reason: "invalid expression type \(QuotedText.quote(expression.type.documentedName)) for range "
                    + "query, must be Scalar or instant Vector",
                position: SourcePosition(offset: expression.range.start, in: query.utf8)
            )
        }
        guard step > 0, start <= end else {
            throw .execution("a range query needs a step above zero and an end that is not before its start")
        }
        let planner = Planner(
            start: start,
            end: end,
            step: step,
            defaultResolution: options.defaultSubqueryResolution,
            text: query
        )
        let plan = try planner.plan(expression)
        let evaluator = Evaluator(store: store, options: options, control: control, isInstant: false)
        let steps = Steps(from: start, through: end, interval: step)
        let series: [StepSeries]
        switch try evaluator.evaluate(plan, over: steps) {
        case .scalar(let values): series = [StepSeries(labels: Labels(), values: values)]
        case .vector(let result): series = try evaluator.finished(result)
        case .string: throw .execution("a range query cannot give a string")
        }
        let matrix = series.map { $0.samples(over: steps) }.filter { $0.count > 0 }
        return evaluator.result(.matrix(matrix.sorted { $0.labels < $1.labels }), for: query)
    }

    /// Keeps the arithmetic on times far from the ends of Int64: nothing before or behind 100 million years.
    private func checkTimes(_ times: [Int64]) throws(QueryError) {
        for time in times where time.magnitude > 1 << 61 {
            throw .execution("evaluation time \(time) ms is out of bounds")
        }
    }
}

extension StepSeries {
    /// The values that are there, with the times of their steps.
    func samples(over steps: Steps) -> SeriesData {
        var timestamps: [Int64] = []
        var present: [Double] = []
        timestamps.reserveCapacity(values.count)
        present.reserveCapacity(values.count)
        for index in values.indices where !Absent.isAbsent(values[index]) {
            timestamps.append(steps.time(index))
            present.append(values[index])
        }
        return SeriesData(labels: labels, timestamps: timestamps, values: present)
    }
}
