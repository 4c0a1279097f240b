import Bytes

/// What had to be repaired in the buckets of a metric, over all steps.
struct BucketRepair {
    struct Extent {
        /// The lowest and the highest bound of a bucket whose count was raised.
        var lowest: Double
        var highest: Double
        /// By how much at most.
        var difference: Double
    }

    var metricName: String
    var range: SourceRange
    var extent: Extent
    /// Milliseconds since 1970.
    var firstTime: Int64
    var lastTime: Int64
    var count = 1

    init(metricName: String, range: SourceRange, extent: Extent, at time: Int64) {
        self.metricName = metricName
        self.range = range
        self.extent = extent
        firstTime = time
        lastTime = time
    }

    mutating func merge(_ other: BucketRepair) {
        extent.lowest = min(extent.lowest, other.extent.lowest)
        extent.highest = max(extent.highest, other.extent.highest)
        extent.difference = max(extent.difference, other.extent.difference)
        firstTime = min(firstTime, other.firstTime)
        lastTime = max(lastTime, other.lastTime)
        count += other.count
    }

    var text: String {
        let name = metricName.isEmpty ? "" : " for metric name \(QuotedText.quote(metricName))"
        return "input to histogram_quantile needed to be fixed for monotonicity "
            + "(see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)\(name), "
            + "from buckets \(FloatText.general(extent.lowest)) to \(FloatText.general(extent.highest)), "
            + "with a max diff of \(FloatText.general(extent.difference.roundedToTwoDigits)), "
            + "over \(count) samples from \(time(firstTime)) to \(time(lastTime))"
    }

    private func time(_ milliseconds: Int64) -> String {
        Timestamp(milliseconds: milliseconds / 1000 * 1000).rfc3339(fractionDigits: 0)
    }
}

extension Double {
    /// As `%.2g` rounds.
    var roundedToTwoDigits: Double {
        guard isFinite, self != 0 else { return self }
        var scale = 1.0
        while (magnitude * scale) < 10 { scale *= 10 }
        while (magnitude * scale) >= 100 { scale /= 10 }
        return (self * scale).rounded(.toNearestOrEven) / scale
    }
}
