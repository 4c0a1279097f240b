import Glibc

/// A length of time in a range, a resolution or an offset: a number of seconds, or arithmetic over the query's own
/// step and range.
public indirect enum DurationExpression: Sendable {
    case seconds(Double)
    /// `step()`: the distance between the query's steps.
    case step
    /// `range()`: from the query's start to its end.
    case range
    case negated(DurationExpression)
    case binary(BinaryOperator, DurationExpression, DurationExpression)
    case minimum(DurationExpression, DurationExpression)
    case maximum(DurationExpression, DurationExpression)

    /// Whether the value depends on the query's steps.
    public var dependsOnQuery: Bool {
        switch self {
        case .seconds: false
        case .step, .range: true
        case .negated(let operand): operand.dependsOnQuery
        case .binary(_, let left, let right), .minimum(let left, let right), .maximum(let left, let right):
            left.dependsOnQuery || right.dependsOnQuery
        }
    }

    /// The value in seconds.
    func seconds(step: Double, range: Double) throws(DurationError) -> Double {
        switch self {
        case .seconds(let value): return value
        case .step: return step
        case .range: return range
        case .negated(let operand): return -(try operand.seconds(step: step, range: range))
        case .minimum(let left, let right):
            return min(try left.seconds(step: step, range: range), try right.seconds(step: step, range: range))
        case .maximum(let left, let right):
            return max(try left.seconds(step: step, range: range), try right.seconds(step: step, range: range))
        case .binary(let operation, let left, let right):
            let leftValue = try left.seconds(step: step, range: range)
            let rightValue = try right.seconds(step: step, range: range)
            switch operation {
            case .add: return leftValue + rightValue
            case .subtract: return leftValue - rightValue
            case .multiply: return leftValue * rightValue
            case .divide:
                if rightValue == 0 { throw DurationError(reason: "division by zero") }
                return leftValue / rightValue
            case .modulo:
                if rightValue == 0 { throw DurationError(reason: "modulo by zero") }
                return fmod(leftValue, rightValue)
            case .power: return pow(leftValue, rightValue)
            default:
                throw DurationError(reason: "unexpected duration expression operator \"\(operation.rawValue)\"")
            }
        }
    }

    /// The value in milliseconds, which must be above zero unless `allowsNegative`.
    func milliseconds(step: Double, range: Double, allowsNegative: Bool) throws(DurationError) -> Int64 {
        let value = try seconds(step: step, range: range)
        if !allowsNegative, !(value > 0) {
            throw DurationError(reason: "duration must be greater than 0")
        }
        // Beyond 292 years Go's durations, and with them Prometheus's, have no value.
        guard value.magnitude < 9_223_372_036 else { throw DurationError(reason: "duration out of range") }
        // To nanoseconds first, so that 1.001 s is 1001 ms although its double is a little less.
        return Int64((value * 1e9).rounded()) / 1_000_000
    }
}

struct DurationError: Error {
    let reason: String
}
