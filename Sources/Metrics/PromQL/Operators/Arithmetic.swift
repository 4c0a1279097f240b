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

/// A sum that keeps the error of each addition (Neumaier's variant of Kahan's summation), as Prometheus sums.
struct CompensatedSum {
    var sum: Double
    var compensation = 0.0

    init(_ first: Double = 0) {
        sum = first
    }

    @inline(__always)
    mutating func add(_ value: Double) {
        let total = sum + value
        if total.isInfinite {
            compensation = 0
        } else if sum.magnitude >= value.magnitude {
            compensation += (sum - total) + value
        } else {
            compensation += (value - total) + sum
        }
        sum = total
    }

    var value: Double { sum + compensation }
}

/// A mean: the compensated sum divided at the end, or, once that sum would overflow, a running mean.
struct CompensatedMean {
    private var sum: CompensatedSum
    private(set) var count = 1.0
    private var isRunning = false

    init(_ first: Double) {
        sum = CompensatedSum(first)
    }

    mutating func add(_ value: Double) {
        count += 1
        if !isRunning {
            var next = sum
            next.add(value)
            if !next.sum.isInfinite {
                sum = next
                return
            }
            isRunning = true
            sum.sum /= count - 1
            sum.compensation /= count - 1
        }
        let weight = (count - 1) / count
        var next = CompensatedSum(weight * sum.sum)
        next.compensation = weight * sum.compensation
        next.add(value / count)
        sum = next
    }

    var value: Double {
        isRunning ? sum.value : sum.sum / count + sum.compensation / count
    }
}

/// The quantile of values, between two of them by distance: NaN sorts first.
enum Quantile {
    static func value(_ quantile: Double, of values: [Double]) -> Double {
        if values.isEmpty || quantile.isNaN { return .nan }
        if quantile < 0 { return -.infinity }
        if quantile > 1 { return .infinity }
        let sorted = values.sorted { $0.isNaN ? !$1.isNaN : $0 < $1 }
        let last = Double(sorted.count - 1)
        let rank = quantile * last
        let lower = max(0, rank.rounded(.down))
        let upper = min(last, lower + 1)
        let weight = rank - rank.rounded(.down)
        return sorted[Int(lower)] * (1 - weight) + sorted[Int(upper)] * weight
    }

    static func isValid(_ quantile: Double) -> Bool {
        quantile >= 0 && quantile <= 1
    }

    static func warning(_ quantile: Double) -> String {
        "quantile value should be between 0 and 1, got \(FloatText.general(quantile))"
    }
}
