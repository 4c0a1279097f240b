import Bytes
import TimeSeries

/// The lines of one metric in an exposition, for ``OpenMetricsValidator``. What is wrong comes back as a reason.
struct MetricFamily {
    enum Metadata: String {
        case help = "HELP"
        case type = "TYPE"
        case unit = "UNIT"
    }

    struct Sample {
        var name: String
        /// Without the metric's name.
        var labels: Labels
        var value: Double
        var timestamp: Int64?
        var hasExemplar: Bool
    }

    let name: String
    var type = MetricType.unknown
    var hasUnit = false
    var metadata = Set<Metadata>()
    private(set) var samples: [Sample] = []
    private var seenGroups = Set<Labels>()

    init(name: String) {
        self.name = name
    }

    private var suffixes: [String] {
        switch type {
        case .counter: ["_total", "_created"]
        case .summary: ["", "_count", "_sum", "_created"]
        case .histogram: ["_bucket", "_count", "_sum", "_created"]
        case .gaugehistogram: ["_bucket", "_gcount", "_gsum"]
        case .info: ["_info"]
        case .gauge, .stateset, .unknown: [""]
        }
    }

    /// What its samples may be called.
    var sampleNames: Set<String> { Set(suffixes.map { name + $0 }) }
    /// What no other metric may be called.
    var reservedNames: Set<String> { sampleNames.union([name]) }

    // MARK: Samples

    mutating func add(_ sample: Sample) -> String? {
        let suffix = String(sample.name.dropFirst(name.count))
        if let reason = checkLabels(sample, suffix) ?? checkValue(sample, suffix) ?? checkExemplar(sample, suffix) {
            return reason
        }
        let group = group(of: sample)
        if let last = samples.last {
            if self.group(of: last) == group {
                if (last.timestamp == nil) != (sample.timestamp == nil) {
                    return "samples with and without a timestamp in one group of \(name)"
                }
                if let before = last.timestamp, let now = sample.timestamp, now < before, type != .info {
                    return "timestamps of \(name) go backwards"
                }
            } else if seenGroups.contains(group) {
                return "the samples of \(sample.name)\(group) stand apart"
            }
        }
        seenGroups.insert(group)
        samples.append(sample)
        return nil
    }

    /// The labels without the one that tells apart the samples of one histogram, summary or state set.
    private func group(of sample: Sample) -> Labels {
        switch type {
        case .histogram, .gaugehistogram: sample.labels.dropping(["le"])
        case .summary: sample.labels.dropping(["quantile"])
        case .stateset: sample.labels.dropping([name])
        case .info: Labels()
        case .counter, .gauge, .unknown: sample.labels
        }
    }

    private func checkLabels(_ sample: Sample, _ suffix: String) -> String? {
        switch (type, suffix) {
        case (.histogram, "_bucket"), (.gaugehistogram, "_bucket"):
            guard let bound = bound(of: sample) else { return "a bucket of \(name) without a proper le" }
            if bound.isInfinite, sample.labels["le"] != "+Inf" { return "the last le of \(name) is not written +Inf" }
        case (.summary, ""):
            guard let quantile = sample.labels["quantile"].flatMap({ NumberText.parseDouble($0) }),
                (0...1).contains(quantile)
            else { return "a quantile of \(name) that is not from 0 to 1" }
        case (.stateset, ""):
            if sample.labels[name] == nil { return "a state of \(name) without the label \(name)" }
        default: break
        }
        return nil
    }

    private func bound(of sample: Sample) -> Double? {
        sample.labels["le"].flatMap { NumberText.parseDouble($0) }.flatMap { $0.isNaN ? nil : $0 }
    }

    private func checkValue(_ sample: Sample, _ suffix: String) -> String? {
        let value = sample.value
        switch (type, suffix) {
        case (.stateset, _) where value != 0 && value != 1: return "a state of \(name) that is neither 0 nor 1"
        case (.info, _) where value != 1: return "the info \(name) is not 1"
        case (.summary, "") where value < 0: return "a quantile of \(name) that is negative"
        default: break
        }
        if ["_bucket", "_count", "_gcount"].contains(suffix), !value.isNaN, value != value.rounded() {
            return "\(sample.name) is no whole number"
        }
        if ["_total", "_sum", "_count", "_bucket", "_gcount", "_gsum"].contains(suffix), value.isNaN {
            return "\(sample.name) is NaN"
        }
        if ["_total", "_sum", "_count", "_bucket", "_gcount"].contains(suffix), value < 0 {
            return "\(sample.name) is negative"
        }
        return nil
    }

    private func checkExemplar(_ sample: Sample, _ suffix: String) -> String? {
        guard sample.hasExemplar else { return nil }
        switch (type, suffix) {
        case (.histogram, "_bucket"), (.gaugehistogram, "_bucket"), (.counter, "_total"): return nil
        default: return "\(sample.name) cannot have an exemplar: only buckets and counters can"
        }
    }

    // MARK: All of them

    /// What can be told only at the end of the family.
    func conclusion() -> String? {
        if hasUnit, type == .info || type == .stateset { return "the \(type.rawValue) \(name) cannot have a unit" }
        guard type == .histogram || type == .gaugehistogram else { return nil }
        var start = 0
        for index in samples.indices {
            let isLast = index == samples.count - 1
            let ends =
                isLast || group(of: samples[index]) != group(of: samples[index + 1])
                || samples[index].timestamp != samples[index + 1].timestamp
            guard ends else { continue }
            if let reason = checkHistogram(samples[start...index]) { return reason }
            start = index + 1
        }
        return nil
    }

    private func checkHistogram(_ samples: ArraySlice<Sample>) -> String? {
        var bound: Double?
        var hasNegativeBounds = false
        var cumulated = 0.0
        var count: Double?
        var sum: Double?
        for sample in samples {
            switch sample.name.dropFirst(name.count) {
            case "_bucket":
                let next = self.bound(of: sample) ?? .nan
                if let bound, next <= bound { return "buckets of \(name) out of order" }
                if sample.value < cumulated { return "buckets of \(name) that are not cumulative" }
                if next < 0 { hasNegativeBounds = true }
                (bound, cumulated) = (next, sample.value)
            case "_count", "_gcount": count = sample.value
            case "_sum", "_gsum": sum = sample.value
            default: break
            }
        }
        if bound != .infinity { return "\(name) has no bucket +Inf" }
        if let count, count != cumulated { return "the count of \(name) is not that of its bucket +Inf" }
        if (count == nil) != (sum == nil) { return "\(name) must have both a count and a sum, or neither" }
        guard let sum else { return nil }
        if type == .histogram, hasNegativeBounds { return "\(name) cannot have a sum, for it has negative buckets" }
        if type == .gaugehistogram, sum < 0, !hasNegativeBounds {
            return "the sum of \(name) cannot be negative, for it has no negative buckets"
        }
        return nil
    }
}
