import Bytes

/// Numbers over all documents of a selection.
struct MetricEvaluator {
    let context: AggregationContext

    func evaluate(
        _ metric: MetricAggregation,
        on selections: [SegmentSelection]
    ) throws(LogStoreError) -> AggregationResult {
        switch metric.kind {
        case .valueCount, .cardinality: return .count(try distinct(metric, selections))
        case .percentiles(let percents, let isKeyed):
            var values: [Double] = []
            try forEachValue(metric, selections, "percentiles") { value throws(LogStoreError) in values.append(value) }
            values.sort()
            return .percentiles(percents.map { ($0, Self.percentile($0, of: values)) }, isKeyed: isKeyed)
        case .avg, .sum, .min, .max, .stats, .extendedStats:
            var statistics = StatisticsResult()
            if case .extendedStats(let sigma) = metric.kind { statistics.sigma = sigma }
            try forEachValue(metric, selections, Self.name(metric.kind)) { value throws(LogStoreError) in
                statistics.add(value)
            }
            let dateFormat = metric.format ?? context.dateFormat(metric.field)
            func value(_ number: Double?) -> AggregationResult {
                .value(number, text: number.flatMap { number in dateFormat?.format(Int64(number)) })
            }
            switch metric.kind {
            case .avg: return value(statistics.average)
            case .sum: return value(statistics.sum)
            case .min: return value(statistics.count == 0 ? nil : statistics.minimum)
            case .max: return value(statistics.count == 0 ? nil : statistics.maximum)
            default: return .stats(statistics)
            }
        }
    }

    private static func name(_ kind: MetricAggregation.Kind) -> String {
        switch kind {
        case .avg: "avg"
        case .sum: "sum"
        case .min: "min"
        case .max: "max"
        case .valueCount: "value_count"
        case .cardinality: "cardinality"
        case .stats: "stats"
        case .extendedStats: "extended_stats"
        case .percentiles: "percentiles"
        }
    }

    private func forEachValue(
        _ metric: MetricAggregation,
        _ selections: [SegmentSelection],
        _ name: String,
        _ body: (Double) throws(LogStoreError) -> Void
    ) throws(LogStoreError) {
        for selection in selections {
            let field = try context.field(metric.field, in: selection.index)
            if let field, field.mapping.type == .keyword {
                throw LogStoreError(
                    .illegalArgument,
                    "Field [\(metric.field)] of type [\(field.mapping.typeName)] is not supported for aggregation "
                        + "[\(name)]",
                    index: context.snapshots[selection.index].name
                )
            }
            let missing = Self.missing(metric.missing, field?.mapping)
            let reader = NumericReader(field, in: context.segment(selection), missing: missing)
            for document in selection.documents { try reader.forEachValue(of: document, body) }
        }
    }

    static func missing(_ value: JSONValue?, _ field: FieldMapping?) -> Double? {
        guard let value else { return nil }
        if let number = value.number { return number.double }
        if let text = value.string, field?.type == .date { return field?.format.parse(text).map(Double.init) }
        return value.bool.map { $0 ? 1 : 0 }
    }

    /// `value_count` and `cardinality`, which take every kind of field.
    private func distinct(
        _ metric: MetricAggregation,
        _ selections: [SegmentSelection]
    ) throws(LogStoreError) -> Int {
        var count = 0
        var seen: Set<BucketKey> = []
        for selection in selections {
            let field = try context.field(metric.field, in: selection.index)
            let reader = TermReader(field, in: context.segment(selection), missing: metric.missing)
            if metric.kind == .valueCount {
                for document in selection.documents { reader.forEachValue(of: document) { _ in count += 1 } }
            } else {
                var wanted = [Bool](repeating: false, count: reader.count)
                for document in selection.documents { reader.forEachValue(of: document) { wanted[$0] = true } }
                for code in wanted.indices where wanted[code] { seen.insert(reader.key(code)) }
            }
        }
        return metric.kind == .valueCount ? count : seen.count
    }

    /// By interpolation between the two values next to it, each standing for the middle of its share: what a t-digest
    /// gives as long as it holds every value.
    static func percentile(_ percent: Double, of sorted: [Double]) -> Double? {
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let position = percent / 100 * Double(sorted.count) - 0.5
        if position <= 0 { return first }
        if position >= Double(sorted.count - 1) { return last }
        let index = Int(position)
        return sorted[index] + (sorted[index + 1] - sorted[index]) * (position - Double(index))
    }
}
