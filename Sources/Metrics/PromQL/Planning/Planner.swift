import TimeSeries

/// Makes the plan of a query for its steps.
struct Planner {
    /// Milliseconds since 1970.
    let start: Int64
    let end: Int64
    /// Milliseconds; 0 for an instant query.
    let step: Int64
    /// The resolution of subqueries that name none, in milliseconds.
    let defaultResolution: Int64
    let text: String

    private struct Part {
        var plan: Plan
        var isInvariant: Bool
        /// Whether it pays to evaluate the part once: literals and ranges are left as they are.
        var isWrapped: Bool

        var wrapped: Plan { isWrapped ? .invariant(plan) : plan }
    }

    func plan(_ expression: Expression) throws(QueryError) -> Plan {
        try part(expression).wrapped
    }

    private func part(_ expression: Expression) throws(QueryError) -> Part {
        switch expression {
        case .number(let node): return Part(plan: .number(node.value), isInvariant: true, isWrapped: false)
        case .string(let node): return Part(plan: .string(node), isInvariant: true, isWrapped: false)
        case .parentheses(let node): return try part(node.inner)
        case .unary(let node):
            let operand = try part(node.operand)
            guard node.isNegation else { return operand }
            // A negated number is as little worth evaluating once as the number.
            return Part(
                plan: .negation(operand.plan),
                isInvariant: operand.isInvariant,
                isWrapped: operand.isInvariant
            )
        case .selector(let node):
            let time = try reference(offset: node.offset, fixed: node.fixedTime, at: node.range)
            let isFixed = time.fixed != nil
            return Part(
                plan: .selection(SelectionPlan(matchers: node.matchers, time: time, ends: node.ends)),
                isInvariant: isFixed,
                isWrapped: isFixed
            )
        case .rangeSelector(let node):
            let time = try reference(offset: node.selector.offset, fixed: node.selector.fixedTime, at: node.range)
            let plan = RangePlan(
                source: .samples(node.selector.matchers),
                duration: try milliseconds(node.duration, at: node.range, allowsNegative: false),
                time: time,
                ends: node.selector.ends,
                range: node.range
            )
            return Part(plan: .range(plan), isInvariant: time.fixed != nil, isWrapped: false)
        case .subquery(let node): return try subquery(node)
        case .call(let node): return try call(node)
        case .aggregation(let node): return try aggregation(node)
        case .binary(let node): return try binary(node, at: expression.range)
        }
    }

    private func subquery(_ node: Subquery) throws(QueryError) -> Part {
        let inner = try part(node.inner)
        let time = try reference(offset: node.offset, fixed: node.fixedTime, at: node.range)
        var resolution = defaultResolution
        if let given = node.resolution {
            resolution = try milliseconds(given, at: node.range, allowsNegative: false)
        }
        let plan = RangePlan(
            source: .subquery(inner.isInvariant ? .invariant(inner.plan) : inner.plan, resolution: max(resolution, 1)),
            duration: try milliseconds(node.duration, at: node.range, allowsNegative: false),
            time: time,
            range: node.range
        )
        return Part(plan: .range(plan), isInvariant: time.fixed != nil, isWrapped: false)
    }

    private func call(_ node: FunctionCall) throws(QueryError) -> Part {
        switch node.function {
        case .pi: return constant(Double.pi)
        case .start: return constant(Double(start) / 1000)
        case .end: return constant(Double(end) / 1000)
        case .step: return constant(Double(step) / 1000)
        case .range: return constant(Double(end - start) / 1000)
        default: break
        }
        var parts: [Part] = []
        for argument in node.arguments { parts.append(try part(argument)) }
        let isInvariant = !node.function.dependsOnEvaluationTime && parts.allSatisfy(\.isInvariant)
        let plan = CallPlan(
            function: node.function,
            arguments: parts.map { isInvariant ? $0.plan : $0.wrapped },
            argumentRanges: node.arguments.map(\.range),
            absentLabels: Planner.absentLabels(node.arguments.first),
            range: node.range
        )
        return Part(plan: .call(plan), isInvariant: isInvariant, isWrapped: isInvariant)
    }

    private func constant(_ value: Double) -> Part {
        Part(plan: .number(value), isInvariant: true, isWrapped: false)
    }

    private func aggregation(_ node: Aggregation) throws(QueryError) -> Part {
        let operand = try part(node.operand)
        var parameter: Part?
        if let given = node.parameter { parameter = try part(given) }
        let isInvariant = operand.isInvariant && parameter?.isInvariant ?? true
        let plan = AggregationPlan(
            operation: node.operation,
            parameter: isInvariant ? parameter?.plan : parameter?.wrapped,
            parameterRange: node.parameter?.range ?? node.range,
            operand: isInvariant ? operand.plan : operand.wrapped,
            grouping: node.grouping,
            range: node.range
        )
        return Part(plan: .aggregation(plan), isInvariant: isInvariant, isWrapped: isInvariant)
    }

    private func binary(_ node: BinaryOperation, at range: SourceRange) throws(QueryError) -> Part {
        let left = try part(node.left)
        let right = try part(node.right)
        let isInvariant = left.isInvariant && right.isInvariant
        let plan = BinaryPlan(
            operation: node.operation,
            left: isInvariant ? left.plan : left.wrapped,
            right: isInvariant ? right.plan : right.wrapped,
            leftIsScalar: node.left.type == .scalar,
            rightIsScalar: node.right.type == .scalar,
            returnsBool: node.returnsBool,
            matching: node.matching,
            range: range
        )
        return Part(plan: .binary(plan), isInvariant: isInvariant, isWrapped: isInvariant)
    }

    // MARK: Times

    private func reference(offset: DurationExpression?, fixed: FixedTime?, at range: SourceRange)
        throws(QueryError) -> TimeReference
    {
        let milliseconds = try offset.map { duration throws(QueryError) in
            try self.milliseconds(duration, at: range, allowsNegative: true)
        }
        // Far behind every sample there can be, and far enough from the ends of Int64 for the arithmetic on it.
        let bound: Int64 = 1 << 61
        let time: Int64? =
            switch fixed {
            case .milliseconds(let value): min(max(value, -bound), bound)
            case .queryStart: start
            case .queryEnd: end
            case nil: nil
            }
        return TimeReference(offset: milliseconds ?? 0, fixed: time)
    }

    private func milliseconds(_ duration: DurationExpression, at range: SourceRange, allowsNegative: Bool)
        throws(QueryError) -> Int64
    {
        do {
            return try duration.milliseconds(
                step: Double(step) / 1000,
                range: Double(end - start) / 1000,
                allowsNegative: allowsNegative
            )
        } catch {
            throw SyntaxError(error.reason, at: range).located(in: text)
        }
    }

    /// Labels of a series that a selector's matchers ask for and that is not there: those with one `=` for a name.
    private static func absentLabels(_ argument: Expression?) -> Labels {
        let matchers: [LabelMatcher]
        switch argument?.withoutParentheses {
        case .selector(let node): matchers = node.matchers
        case .rangeSelector(let node): matchers = node.selector.matchers
        default: return Labels()
        }
        var labels = Labels()
        var seen: Set<String> = []
        for matcher in matchers where matcher.name != Label.metricName {
            if matcher.operation == .equal, seen.insert(matcher.name).inserted {
                labels = labels.setting(matcher.name, to: matcher.value)
            } else {
                labels = labels.setting(matcher.name, to: nil)
            }
        }
        return labels
    }
}
