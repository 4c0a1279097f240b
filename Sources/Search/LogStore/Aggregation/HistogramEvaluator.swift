import Bytes

/// A bucket for each interval of numbers.
struct HistogramEvaluator {
    let context: AggregationContext
    let histogram: HistogramAggregation
    let children: [NamedAggregation]

    func evaluate(_ selections: [SegmentSelection]) throws(LogStoreError) -> AggregationResult {
        var counts: [Int64: Int] = [:]
        try forEachStep(selections) { step, _, _ in counts[step, default: 0] += 1 }
        var steps = counts.filter { $0.value >= max(1, histogram.minimumCount) }.map(\.key).sorted()
        if histogram.minimumCount == 0 { steps = try filled(steps) }
        try context.count(steps.count)
        var buckets = steps.map { step in
            AggregationBucket(key: .double(key(step)), count: counts[step] ?? 0)
        }
        if !children.isEmpty {
            var positions: [Int64: Int] = [:]
            for (position, step) in steps.enumerated() { positions[step] = position }
            var parts = BucketSelections(count: steps.count)
            try forEachStep(selections) { step, document, selection in
                if let position = positions[step] { parts.add(document, of: selection, to: position) }
            }
            for index in buckets.indices {
                buckets[index].children = try context.evaluate(children, on: parts.selections[index])
            }
        }
        HistogramOrder.sort(&buckets, by: histogram.order)
        return .buckets(BucketsResult(buckets: buckets, isKeyed: histogram.isKeyed))
    }

    private func key(_ step: Int64) -> Double { Double(step) * histogram.interval + histogram.offset }

    private func step(_ value: Double) throws(LogStoreError) -> Int64 {
        let step = ((value - histogram.offset) / histogram.interval).rounded(.down)
        guard step.magnitude < 0x1p62 else {
            throw LogStoreError(
                .illegalArgument,
                "the value [\(value)] of [\(histogram.field)] is too large for an interval of [\(histogram.interval)]"
            )
        }
        return Int64(step)
    }

    private func forEachStep(
        _ selections: [SegmentSelection],
        _ body: (Int64, UInt16, SegmentSelection) -> Void
    ) throws(LogStoreError) {
        for selection in selections {
            let field = try context.field(histogram.field, in: selection.index)
            if let field, field.mapping.type == .keyword {
                throw LogStoreError(
                    .illegalArgument,
                    "Field [\(histogram.field)] of type [\(field.mapping.typeName)] is not supported for aggregation "
                        + "[histogram]",
                    index: context.snapshots[selection.index].name
                )
            }
            let reader = NumericReader(field, in: context.segment(selection), missing: histogram.missing)
            for document in selection.documents {
                var last: Int64?
                try reader.forEachValue(of: document) { value throws(LogStoreError) in
                    if let bounds = histogram.hardBounds {
                        if let minimum = bounds.minimum, value < minimum { return }
                        if let maximum = bounds.maximum, value > maximum { return }
                    }
                    let step = try self.step(value)
                    if last != step { body(step, document, selection) }
                    last = step
                }
            }
        }
    }

    private func filled(_ steps: [Int64]) throws(LogStoreError) -> [Int64] {
        var first = steps.first
        var last = steps.last
        if let minimum = histogram.extendedBounds?.minimum { first = min(first ?? .max, try step(minimum)) }
        if let maximum = histogram.extendedBounds?.maximum { last = max(last ?? .min, try step(maximum)) }
        guard let first, let last, first <= last else { return steps }
        if last - first >= Int64(AggregationContext.bucketLimit) { try context.count(Int(last - first) + 1) }
        return Array(first...last)
    }
}
