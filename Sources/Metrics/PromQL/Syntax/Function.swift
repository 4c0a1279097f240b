/// Every function of the language that can be evaluated here, by its name in queries.
public enum Function: String, Sendable, CaseIterable {
    case abs, absent, acos, acosh, asin, asinh, atan, atanh, ceil, changes, clamp, cos, cosh, deg, delta, deriv, end
    case exp, floor, hour, idelta, increase, irate, ln, log10, log2, minute, month, pi, rad, range, rate, resets, round
    case scalar, sgn, sin, sinh, sort, sqrt, start, step, tan, tanh, time, timestamp, vector, year
    case absentOverTime = "absent_over_time"
    case averageOverTime = "avg_over_time"
    case clampMaximum = "clamp_max"
    case clampMinimum = "clamp_min"
    case countOverTime = "count_over_time"
    case dayOfMonth = "day_of_month"
    case dayOfWeek = "day_of_week"
    case dayOfYear = "day_of_year"
    case daysInMonth = "days_in_month"
    case doubleExponentialSmoothing = "double_exponential_smoothing"
    case firstOverTime = "first_over_time"
    case histogramAverage = "histogram_avg"
    case histogramCount = "histogram_count"
    case histogramFraction = "histogram_fraction"
    case histogramQuantile = "histogram_quantile"
    case histogramQuantiles = "histogram_quantiles"
    case histogramStandardDeviation = "histogram_stddev"
    case histogramStandardVariance = "histogram_stdvar"
    case histogramSum = "histogram_sum"
    case labelJoin = "label_join"
    case labelReplace = "label_replace"
    case lastOverTime = "last_over_time"
    case madOverTime = "mad_over_time"
    case maximumOf = "max_of"
    case maximumOverTime = "max_over_time"
    case minimumOf = "min_of"
    case minimumOverTime = "min_over_time"
    case predictLinear = "predict_linear"
    case presentOverTime = "present_over_time"
    case quantileOverTime = "quantile_over_time"
    case sortByLabel = "sort_by_label"
    case sortByLabelDescending = "sort_by_label_desc"
    case sortDescending = "sort_desc"
    case standardDeviationOverTime = "stddev_over_time"
    case standardVarianceOverTime = "stdvar_over_time"
    case sumOverTime = "sum_over_time"
    case timeOfFirstOverTime = "ts_of_first_over_time"
    case timeOfLastOverTime = "ts_of_last_over_time"
    case timeOfMaximumOverTime = "ts_of_max_over_time"
    case timeOfMinimumOverTime = "ts_of_min_over_time"

    /// Prometheus's functions that have no evaluation here yet: their names are known, so that the message can say
    /// more than that there is no such function.
    static let notEnabled: Set<String> = ["info", "start_timestamp"]

    /// Whether the result can differ from step to step although the arguments do not: what `@` does not fix.
    var dependsOnEvaluationTime: Bool {
        switch self {
        case .daysInMonth, .dayOfMonth, .dayOfWeek, .dayOfYear, .hour, .minute, .month, .year, .predictLinear, .time,
            .timestamp:
            true
        default: false
        }
    }
}

/// The types of a function's arguments and of its result.
public struct FunctionSignature: Sendable {
    /// What the last argument may do.
    public enum Arity: Sendable, Equatable {
        case exact
        /// The last argument may be left out, and may repeat up to so many times.
        case upTo(Int)
        /// The last argument may be left out and may repeat.
        case unlimited
    }

    public var arguments: [ValueType]
    public var arity = Arity.exact
    public var result: ValueType

    /// The type of the argument at an index; arguments behind the last one have the last one's.
    func type(at index: Int) -> ValueType? {
        index < arguments.count ? arguments[index] : arity == .exact ? nil : arguments.last
    }
}

extension Function {
    public var signature: FunctionSignature {
        switch self {
        case .time, .pi, .start, .end, .step, .range:
            FunctionSignature(arguments: [], result: .scalar)
        case .minimumOf, .maximumOf:
            FunctionSignature(arguments: [.scalar, .scalar], result: .scalar)
        case .scalar:
            FunctionSignature(arguments: [.instantVector], result: .scalar)
        case .vector:
            FunctionSignature(arguments: [.scalar], result: .instantVector)
        case .daysInMonth, .dayOfMonth, .dayOfWeek, .dayOfYear, .hour, .minute, .month, .year:
            FunctionSignature(arguments: [.instantVector], arity: .upTo(1), result: .instantVector)
        case .round:
            FunctionSignature(arguments: [.instantVector, .scalar], arity: .upTo(1), result: .instantVector)
        case .clamp:
            FunctionSignature(arguments: [.instantVector, .scalar, .scalar], result: .instantVector)
        case .clampMaximum, .clampMinimum:
            FunctionSignature(arguments: [.instantVector, .scalar], result: .instantVector)
        case .histogramFraction:
            FunctionSignature(arguments: [.scalar, .scalar, .instantVector], result: .instantVector)
        case .histogramQuantile:
            FunctionSignature(arguments: [.scalar, .instantVector], result: .instantVector)
        case .histogramQuantiles:
            FunctionSignature(
                arguments: [.instantVector, .string, .scalar, .scalar],
                arity: .upTo(9),
                result: .instantVector
            )
        case .labelReplace:
            FunctionSignature(arguments: [.instantVector, .string, .string, .string, .string], result: .instantVector)
        case .labelJoin:
            FunctionSignature(
                arguments: [.instantVector, .string, .string, .string],
                arity: .unlimited,
                result: .instantVector
            )
        case .sortByLabel, .sortByLabelDescending:
            FunctionSignature(arguments: [.instantVector, .string], arity: .unlimited, result: .instantVector)
        case .predictLinear:
            FunctionSignature(arguments: [.rangeVector, .scalar], result: .instantVector)
        case .quantileOverTime:
            FunctionSignature(arguments: [.scalar, .rangeVector], result: .instantVector)
        case .doubleExponentialSmoothing:
            FunctionSignature(arguments: [.rangeVector, .scalar, .scalar], result: .instantVector)
        case .absentOverTime, .averageOverTime, .changes, .countOverTime, .delta, .deriv, .firstOverTime, .idelta,
            .increase, .irate, .lastOverTime, .madOverTime, .maximumOverTime, .minimumOverTime, .presentOverTime,
            .rate, .resets, .standardDeviationOverTime, .standardVarianceOverTime, .sumOverTime,
            .timeOfFirstOverTime, .timeOfLastOverTime, .timeOfMaximumOverTime, .timeOfMinimumOverTime:
            FunctionSignature(arguments: [.rangeVector], result: .instantVector)
        default:
            FunctionSignature(arguments: [.instantVector], result: .instantVector)
        }
    }
}
