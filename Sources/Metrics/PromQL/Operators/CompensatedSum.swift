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
