import PromQL
import TimeSeries

extension Script.Evaluation {
    /// How a value differs from what is expected; nil where it does not.
    func difference(from value: QueryValue) -> String? {
        switch value {
        case .string(_, let text): return text == string ? nil : "got \"\(text)\""
        case .scalar(_, let number):
            guard let scalar else { return "got a scalar \(number)" }
            return isClose(number, scalar) ? nil : "got \(number), expected \(scalar)"
        case .vector(let samples): return difference(from: samples)
        case .matrix(let matrix): return difference(from: matrix)
        }
    }

    private func difference(from samples: [VectorSample]) -> String? {
        if scalar != nil || string != nil { return "got a vector" }
        var expected: [Labels: (place: Int, value: Double)] = [:]
        for (place, line) in series.enumerated() {
            guard case .number(let value)? = line.values.first else { continue }
            expected[line.labels] = (place, value)
        }
        for (place, sample) in samples.enumerated() {
            guard let (expectedPlace, value) = expected.removeValue(forKey: sample.labels) else {
                return "unexpected \(sample.labels) \(sample.value)"
            }
            if !isClose(sample.value, value) { return "\(sample.labels) is \(sample.value), expected \(value)" }
            if expects("ordered"), place != expectedPlace {
                return "\(sample.labels) is at place \(place), expected \(expectedPlace)"
            }
        }
        return expected.keys.first.map { "\($0) is missing" }
    }

    private func difference(from matrix: [SeriesData]) -> String? {
        let start: Int64
        let step: Int64
        if let rangeVector {
            (start, step) = rangeVector
        } else if case .range(let from, _, let distance) = times {
            (start, step) = (from, distance)
        } else {
            return "got a matrix"
        }
        var expected: [Labels: [(time: Int64, value: Double)]] = [:]
        for line in series {
            var samples: [(time: Int64, value: Double)] = []
            for (index, value) in line.values.enumerated() {
                if case .number(let number) = value { samples.append((start + Int64(index) * step, number)) }
            }
            expected[line.labels] = samples
        }
        for one in matrix {
            guard let samples = expected.removeValue(forKey: one.labels) else { return "unexpected \(one.labels)" }
            guard samples.map(\.time) == one.timestamps else {
                return "\(one.labels) has times \(one.timestamps) and values \(one.values), "
                    + "expected \(samples)"
            }
            for (sample, value) in zip(samples, one.values) where !isClose(value, sample.value) {
                return "\(one.labels) is \(value) at \(sample.time), expected \(sample.value)"
            }
        }
        return expected.first { !$0.value.isEmpty }.map { "\($0.key) is missing" }
    }

    /// Prometheus's own tolerance: a relative error of one in a million.
    private func isClose(_ value: Double, _ expected: Double) -> Bool {
        if value.isNaN || expected.isNaN { return value.isNaN == expected.isNaN }
        if value == expected { return true }
        let difference = (value - expected).magnitude
        let sum = value.magnitude + expected.magnitude
        if value == 0 || expected == 0 || sum < .leastNormalMagnitude {
            return difference < 0.000001 * .leastNormalMagnitude
        }
        return difference / min(sum, .greatestFiniteMagnitude) < 0.000001
    }
}

extension Expression {
    /// Every selector in the tree.
    var selectors: [VectorSelector] {
        switch self {
        case .number, .string: []
        case .selector(let node): [node]
        case .rangeSelector(let node): [node.selector]
        case .subquery(let node): node.inner.selectors
        case .call(let node): node.arguments.flatMap(\.selectors)
        case .aggregation(let node): (node.parameter?.selectors ?? []) + node.operand.selectors
        case .binary(let node): node.left.selectors + node.right.selectors
        case .unary(let node): node.operand.selectors
        case .parentheses(let node): node.inner.selectors
        }
    }
}
