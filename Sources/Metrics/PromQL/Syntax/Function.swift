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
