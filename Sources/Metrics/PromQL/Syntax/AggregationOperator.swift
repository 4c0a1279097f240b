/// What makes one series of many.
public enum AggregationOperator: String, Sendable, CaseIterable {
    case average = "avg"
    case bottomK = "bottomk"
    case count = "count"
    case countValues = "count_values"
    case group = "group"
    case limitK = "limitk"
    case limitRatio = "limit_ratio"
    case maximum = "max"
    case minimum = "min"
    case quantile = "quantile"
    case standardDeviation = "stddev"
    case standardVariance = "stdvar"
    case sum = "sum"
    case topK = "topk"

    /// The type of the argument that stands before the vector, nil where there is none.
    public var parameterType: ValueType? {
        switch self {
        case .topK, .bottomK, .quantile, .limitK, .limitRatio: .scalar
        case .countValues: .string
        default: nil
        }
    }

    /// Whether the result holds series of the operand with all their labels instead of one for each group.
    public var selectsSeries: Bool {
        switch self {
        case .topK, .bottomK, .limitK, .limitRatio: true
        default: false
        }
    }
}
