import Glibc

extension BinaryOperator {
    /// The value of two numbers; comparisons give 1 where they hold and else 0. Set operators have no value.
    @inline(__always)
    func value(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .modulo: fmod(left, right)
        case .power: pow(left, right)
        case .atan2: Glibc.atan2(left, right)
        default: holds(left, right) ? 1 : 0
        }
    }

    /// Whether a comparison holds.
    @inline(__always)
    func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        default: false
        }
    }

    /// The value of two elements of vectors, or the absent value where a comparison filters.
    @inline(__always)
    func element(_ left: Double, _ right: Double, kept: Double, returnsBool: Bool) -> Double {
        guard isComparison else { return value(left, right) }
        if returnsBool { return holds(left, right) ? 1 : 0 }
        return holds(left, right) ? kept : Absent.value
    }
}
