import Bytes

/// Evaluates aggregations on the documents that a search has found.
final class AggregationContext {
    let snapshots: [IndexSnapshot]
    /// Milliseconds since 1970.
    let now: Int64
    private let isExpired: () -> Bool
    private var buckets = 0

    /// `search.max_buckets`.
    static let bucketLimit = 65_536

    init(snapshots: [IndexSnapshot], now: Int64, isExpired: @escaping () -> Bool) {
        self.snapshots = snapshots
        self.now = now
        self.isExpired = isExpired
    }

    func evaluate(
        _ aggregations: [NamedAggregation],
        on selections: [SegmentSelection]
    ) throws(LogStoreError) -> [NamedAggregationResult] {
        var results: [NamedAggregationResult] = []
        for aggregation in aggregations {
            let result = try evaluate(aggregation, on: selections)
            results.append(NamedAggregationResult(name: aggregation.name, result: result, meta: aggregation.meta))
        }
        return results
    }

    private func evaluate(
        _ named: NamedAggregation,
        on selections: [SegmentSelection]
    ) throws(LogStoreError) -> AggregationResult {
        switch named.aggregation {
        case .metric(let metric): return try MetricEvaluator(context: self).evaluate(metric, on: selections)
        case .terms(let terms):
            return try TermsEvaluator(context: self, terms: terms, children: named.children).evaluate(selections)
        case .dateHistogram(let histogram):
            return try DateHistogramEvaluator(context: self, histogram: histogram, children: named.children)
                .evaluate(selections)
        case .histogram(let histogram):
            return try HistogramEvaluator(context: self, histogram: histogram, children: named.children)
                .evaluate(selections)
        case .range(let range):
            return try RangeEvaluator(context: self, range: range, children: named.children).evaluate(selections)
        case .filter(let query):
            let inner = try split(selections, by: [query])[0]
            return .single(count: inner.documentCount, children: try evaluate(named.children, on: inner))
        case .missing(let field):
            let present = try split(selections, by: [.field(field, .exists)], invertingFirst: true)[0]
            return .single(count: present.documentCount, children: try evaluate(named.children, on: present))
        case .filters(let filters): return try evaluate(filters, named.children, selections)
        }
    }

    private func evaluate(
        _ filters: FiltersAggregation,
        _ children: [NamedAggregation],
        _ selections: [SegmentSelection]
    ) throws(LogStoreError) -> AggregationResult {
        var parts = try split(selections, by: filters.filters.map(\.query))
        var names = filters.filters.map { $0.name }
        if let other = filters.otherName {
            let any = Query.bool(BoolQuery(should: filters.filters.map(\.query)))
            parts.append(try split(selections, by: [any], invertingFirst: true)[0])
            names.append(other)
        }
        var buckets: [AggregationBucket] = []
        for (name, part) in zip(names, parts) {
            try count(1)
            let key = name.map(BucketKey.string) ?? .none
            let inner = try evaluate(children, on: part)
            buckets.append(AggregationBucket(key: key, count: part.documentCount, children: inner))
        }
        return .buckets(BucketsResult(buckets: buckets, isKeyed: filters.isKeyed))
    }

    /// The documents that match each of some queries.
    private func split(
        _ selections: [SegmentSelection],
        by queries: [Query],
        invertingFirst: Bool = false
    ) throws(LogStoreError) -> [[SegmentSelection]] {
        var result = [[SegmentSelection]](repeating: [], count: queries.count)
        for (position, query) in queries.enumerated() {
            var matchers: [Int: Matcher] = [:]
            for selection in selections {
                if matchers[selection.index] == nil {
                    matchers[selection.index] = try QueryCompiler.compile(
                        query,
                        for: snapshots[selection.index],
                        now: now,
                        isScoring: false
                    )
                }
                let segment = snapshots[selection.index].segments[selection.segment]
                let set = SegmentEvaluator(segment: segment, isScoring: false)
                    .evaluate(matchers[selection.index]!).documents
                let isInverted = invertingFirst && position == 0
                let documents = selection.documents.filter { set.contains(Int($0)) != isInverted }
                if documents.isEmpty { continue }
                result[position].append(
                    SegmentSelection(index: selection.index, segment: selection.segment, documents: documents)
                )
            }
        }
        return result
    }

    /// Counts buckets against the limit.
    func count(_ more: Int) throws(LogStoreError) {
        buckets += more
        guard buckets <= Self.bucketLimit else {
            throw LogStoreError(
                .tooManyBuckets,
                "Trying to create too many buckets. Must be less than or equal to: [\(Self.bucketLimit)] but was "
                    + "[\(buckets)]. This limit can be set by changing the [search.max_buckets] cluster level setting."
            )
        }
    }

    /// The field in the index of a selection; nil where it is not mapped.
    ///
    /// - Throws: When it is `text`, which has no columns.
    func field(_ name: String, in index: Int) throws(LogStoreError) -> (id: FieldID, mapping: FieldMapping)? {
        let snapshot = snapshots[index]
        guard let id = snapshot.mapping.id(of: name) else { return nil }
        let mapping = snapshot.mapping[id]
        guard mapping.type != .text else { throw FieldDataError.disabled(name, index: snapshot.name) }
        return (id, mapping)
    }

    /// How dates of a field are shown: as the first index that has it says.
    func dateFormat(_ name: String) -> DateFormat? {
        for snapshot in snapshots {
            if let field = snapshot.mapping.field(named: name), field.type == .date { return field.format }
        }
        return nil
    }

    func segment(_ selection: SegmentSelection) -> Segment {
        snapshots[selection.index].segments[selection.segment]
    }
}

extension [SegmentSelection] {
    var documentCount: Int { reduce(0) { $0 + $1.documents.count } }
}

/// Gathers, for each of some buckets, the documents that belong to it.
struct BucketSelections {
    private(set) var selections: [[SegmentSelection]]

    init(count: Int) {
        selections = Array(repeating: [], count: count)
    }

    /// Documents of one selection come in ascending order.
    mutating func add(_ document: UInt16, of selection: SegmentSelection, to bucket: Int) {
        if let last = selections[bucket].last, last.index == selection.index, last.segment == selection.segment {
            let position = selections[bucket].count - 1
            selections[bucket][position].documents.append(document)
        } else {
            selections[bucket].append(
                SegmentSelection(index: selection.index, segment: selection.segment, documents: [document])
            )
        }
    }
}
