import Bytes

/// A bucket for each interval of time.
struct DateHistogramEvaluator {
    let context: AggregationContext
    let histogram: DateHistogramAggregation
    let children: [NamedAggregation]

    func evaluate(_ selections: [SegmentSelection]) throws(LogStoreError) -> AggregationResult {
        let hardBounds = try bounds(histogram.hardBounds)
        var counts: [Int64: Int] = [:]
        try forEachKey(selections, hardBounds) { key, _, _ in counts[key, default: 0] += 1 }
        var keys = counts.filter { $0.value >= max(1, histogram.minimumCount) }.map(\.key).sorted()
        if histogram.minimumCount == 0 { keys = try filled(keys, hardBounds) }
        try context.count(keys.count)
        let format = histogram.format ?? context.dateFormat(histogram.field) ?? .standard
        var buckets = keys.map { key in
            AggregationBucket(
                key: .long(key),
                keyText: format.format(key, zone: histogram.zone),
                count: counts[key] ?? 0
            )
        }
        if !children.isEmpty {
            var positions: [Int64: Int] = [:]
            for (position, key) in keys.enumerated() { positions[key] = position }
            var parts = BucketSelections(count: keys.count)
            try forEachKey(selections, hardBounds) { key, document, selection in
                if let position = positions[key] { parts.add(document, of: selection, to: position) }
            }
            for index in buckets.indices {
                buckets[index].children = try context.evaluate(children, on: parts.selections[index])
            }
        }
        HistogramOrder.sort(&buckets, by: histogram.order)
        return .buckets(BucketsResult(buckets: buckets, isKeyed: histogram.isKeyed))
    }

    private func forEachKey(
        _ selections: [SegmentSelection],
        _ hardBounds: (minimum: Int64, maximum: Int64)?,
        _ body: (Int64, UInt16, SegmentSelection) -> Void
    ) throws(LogStoreError) {
        var rounding = DateRounding(histogram)
        for selection in selections {
            let field = try context.field(histogram.field, in: selection.index)
            if let field, field.mapping.type == .keyword {
                throw LogStoreError(
                    .illegalArgument,
                    "Field [\(histogram.field)] of type [\(field.mapping.typeName)] is not supported for aggregation "
                        + "[date_histogram]",
                    index: context.snapshots[selection.index].name
                )
            }
            let missing = MetricEvaluator.missing(histogram.missing, field?.mapping)
            let reader = NumericReader(field, in: context.segment(selection), missing: missing)
            for document in selection.documents {
                var last: Int64?
                try reader.forEachValue(of: document) { value throws(LogStoreError) in
                    let instant = Int64(value)
                    if let hardBounds, instant < hardBounds.minimum || instant > hardBounds.maximum { return }
                    let key = rounding.floor(instant)
                    // A document counts once for a bucket that it has two values in.
                    if last != key { body(key, document, selection) }
                    last = key
                }
            }
        }
    }

    /// The keys with those between them, and as far as the extended bounds ask.
    private func filled(
        _ keys: [Int64],
        _ hardBounds: (minimum: Int64, maximum: Int64)?
    ) throws(LogStoreError) -> [Int64] {
        var rounding = DateRounding(histogram)
        let extended = try bounds(histogram.extendedBounds)
        var first = keys.first
        var last = keys.last
        if let extended, extended.minimum <= extended.maximum {
            if extended.minimum > .min { first = min(first ?? .max, rounding.floor(extended.minimum)) }
            if extended.maximum < .max { last = max(last ?? .min, rounding.floor(extended.maximum)) }
        }
        if let hardBounds {
            if hardBounds.minimum > .min { first = first.map { max($0, rounding.floor(hardBounds.minimum)) } }
            if hardBounds.maximum < .max { last = last.map { min($0, rounding.floor(hardBounds.maximum)) } }
        }
        guard let first, let last, first <= last else { return keys }
        var result: [Int64] = []
        var key = first
        while key <= last {
            result.append(key)
            if result.count > AggregationContext.bucketLimit { try context.count(result.count) }
            key = rounding.next(key)
        }
        return result
    }

    private func bounds(
        _ bounds: (minimum: JSONValue?, maximum: JSONValue?)?
    ) throws(LogStoreError) -> (minimum: Int64, maximum: Int64)? {
        guard let bounds else { return nil }
        func date(_ value: JSONValue?, _ otherwise: Int64) throws(LogStoreError) -> Int64 {
            switch value {
            case nil, .null: return otherwise
            case .integer(let number): return number
            case .double(let number): return Int64(number)
            default:
                let text = value!.string ?? value!.text
                let format = histogram.format ?? context.dateFormat(histogram.field) ?? .standard
                if let date = format.parse(text, zone: histogram.zone) { return date }
                return try DateMath.evaluate(
                    text,
                    now: context.now,
                    format: .standard,
                    zone: histogram.zone,
                    roundUp: false
                )
            }
        }
        return (try date(bounds.minimum, .min), try date(bounds.maximum, .max))
    }
}

/// Finds the interval that an instant lies in, on the clock of a zone.
struct DateRounding {
    private let histogram: DateHistogramAggregation
    /// The interval of the last instant: neighbours mostly lie in the same.
    private var current: Range<Int64> = 0..<0

    init(_ histogram: DateHistogramAggregation) {
        self.histogram = histogram
    }

    mutating func floor(_ instant: Int64) -> Int64 {
        if current.contains(instant) { return current.lowerBound }
        let start = begin(instant - histogram.offset) + histogram.offset
        let end = max(next(start), start + 1)
        if instant < end { current = start..<end }
        return start
    }

    /// The beginning of the next interval.
    func next(_ key: Int64) -> Int64 {
        let start = key - histogram.offset
        switch histogram.interval {
        case .fixed(let width):
            let local = start + Int64(histogram.zone.offset(at: start)) * 1000
            let following = histogram.zone.instant(local: local + width)
            return (following > start ? following : start + width) + histogram.offset
        case .calendar(let unit):
            let (math, count) = Self.unit(unit)
            return math.adding(count, to: start, zone: histogram.zone) + histogram.offset
        }
    }

    private func begin(_ instant: Int64) -> Int64 {
        switch histogram.interval {
        case .fixed(let width):
            let local = instant + Int64(histogram.zone.offset(at: instant)) * 1000
            return histogram.zone.instant(local: CivilCalendar.floorDivide(local, by: width) * width)
        case .calendar(let unit):
            let floor = Self.unit(unit).unit.floor(instant, zone: histogram.zone)
            guard unit == .quarter else { return floor }
            let local = LocalTime(milliseconds: floor + Int64(histogram.zone.offset(at: floor)) * 1000)
            return DateMath.Unit.month.adding(-((local.month - 1) % 3), to: floor, zone: histogram.zone)
        }
    }

    private static func unit(_ unit: DateHistogramAggregation.CalendarUnit) -> (unit: DateMath.Unit, count: Int) {
        switch unit {
        case .minute: (.minute, 1)
        case .hour: (.hour, 1)
        case .day: (.day, 1)
        case .week: (.week, 1)
        case .month: (.month, 1)
        case .quarter: (.month, 3)
        case .year: (.year, 1)
        }
    }
}

enum HistogramOrder {
    static func sort(_ buckets: inout [AggregationBucket], by order: BucketOrder) {
        guard order != BucketOrder(.key, isAscending: true) else { return }
        buckets.sort { left, right in
            switch order.subject {
            case .count where left.count != right.count: return (left.count < right.count) == order.isAscending
            case .key: return BucketKey.isLess(left.key, right.key) == order.isAscending
            case .metric(let name, let part):
                let a = left.metric(name, part)
                let b = right.metric(name, part)
                if a.isNaN != b.isNaN { return b.isNaN }
                if !a.isNaN, a != b { return (a < b) == order.isAscending }
            default: break
            }
            return BucketKey.isLess(left.key, right.key)
        }
    }
}
