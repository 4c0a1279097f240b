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
