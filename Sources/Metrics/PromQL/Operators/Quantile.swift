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
