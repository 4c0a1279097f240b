/// What an aggregation knows of a group at one step. The first sample makes it, so that none is empty.
protocol SampleAccumulator {
    init(_ first: Double)
    mutating func add(_ value: Double)
    var value: Double { get }
}

struct SumAccumulator: SampleAccumulator {
    private var sum: CompensatedSum

    init(_ first: Double) {
        sum = CompensatedSum(first)
    }

    mutating func add(_ value: Double) { sum.add(value) }

    var value: Double { sum.value }
}

struct AverageAccumulator: SampleAccumulator {
    private var mean: CompensatedMean

    init(_ first: Double) {
        mean = CompensatedMean(first)
    }

    mutating func add(_ value: Double) { mean.add(value) }

    var value: Double { mean.value }
}

struct CountAccumulator: SampleAccumulator {
    private(set) var value = 1.0

    init(_: Double) {}

    mutating func add(_: Double) { value += 1 }
}

struct GroupAccumulator: SampleAccumulator {
    var value: Double { 1 }

    init(_: Double) {}

    mutating func add(_: Double) {}
}

struct MinimumAccumulator: SampleAccumulator {
    private(set) var value: Double

    init(_ first: Double) {
        value = first
    }

    /// NaN gives way to every number.
    mutating func add(_ value: Double) {
        if self.value > value || self.value.isNaN { self.value = value }
    }
}

struct MaximumAccumulator: SampleAccumulator {
    private(set) var value: Double

    init(_ first: Double) {
        value = first
    }

    /// NaN gives way to every number.
    mutating func add(_ value: Double) {
        if self.value < value || self.value.isNaN { self.value = value }
    }
}

/// Welford's running variance of a whole population.
struct VarianceAccumulator: SampleAccumulator {
    private var count = 1.0
    private var mean: Double
    private var squares: Double

    init(_ first: Double) {
        mean = first
        squares = first.isFinite ? 0 : .nan
    }

    mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    }

    var value: Double { squares / count }
}

struct DeviationAccumulator: SampleAccumulator {
    private var variance: VarianceAccumulator

    init(_ first: Double) {
        variance = VarianceAccumulator(first)
    }

    mutating func add(_ value: Double) { variance.add(value) }

    var value: Double { variance.value.squareRoot() }
}
