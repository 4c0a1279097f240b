import TimeSeries

/// What is to be done for a query over given steps: the syntax tree with every duration and fixed time worked out
/// and the parts marked that have one value for all steps.
indirect enum Plan: Sendable {
    case number(Double)
    case string(StringLiteral)
    case selection(SelectionPlan)
    case range(RangePlan)
    case call(CallPlan)
    case aggregation(AggregationPlan)
    case binary(BinaryPlan)
    case negation(Plan)
    /// Evaluated at the first step and repeated for the others.
    case invariant(Plan)

    /// The plan without the mark that it has one value for all steps.
    var withoutInvariance: Plan {
        if case .invariant(let inner) = self { return inner }
        return self
    }
}

/// An instant selector: for each step the last sample that is not older than the lookback.
struct SelectionPlan: Sendable {
    var matchers: [LabelMatcher]
    var time: TimeReference
    var ends: RangeEnds
}

/// Which time a selection looks at when a step is evaluated; all in milliseconds.
struct TimeReference: Sendable {
    var offset: Int64
    /// What `@` says.
    var fixed: Int64?

    func time(at step: Int64) -> Int64 {
        (fixed ?? step) &- offset
    }
}

/// A range selector or a subquery: for each step the samples of a window that ends at the step's time.
struct RangePlan: Sendable {
    indirect enum Source: Sendable {
        case samples([LabelMatcher])
        case subquery(Plan, resolution: Int64)
    }

    var source: Source
    /// Milliseconds; the window does not hold its start.
    var duration: Int64
    var time: TimeReference
    var ends = RangeEnds.open
    var range: SourceRange
}

struct CallPlan: Sendable {
    var function: Function
    var arguments: [Plan]
    var argumentRanges: [SourceRange]
    /// The labels of `absent` and `absent_over_time`: what the matchers say about a series that is not there.
    var absentLabels: Labels
    var range: SourceRange
}

struct AggregationPlan: Sendable {
    var operation: AggregationOperator
    var parameter: Plan?
    var parameterRange: SourceRange
    var operand: Plan
    var grouping: Grouping
    var range: SourceRange
}

struct BinaryPlan: Sendable {
    var operation: BinaryOperator
    var left: Plan
    var right: Plan
    var leftIsScalar: Bool
    var rightIsScalar: Bool
    var returnsBool: Bool
    var matching: VectorMatching
    var range: SourceRange
}
