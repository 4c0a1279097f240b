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
}

extension Evaluator {
    /// Warns of quantiles that are not between 0 and 1, each value once however many steps have it.
    func checkQuantiles(_ quantiles: [Double], at range: SourceRange) {
        var last: UInt64?
        for quantile in quantiles where !(quantile >= 0 && quantile <= 1) && quantile.bitPattern != last {
            last = quantile.bitPattern
            annotations.warn(
                "quantile value should be between 0 and 1, got \(FloatText.general(quantile))",
                at: range
            )
        }
    }
}
