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
