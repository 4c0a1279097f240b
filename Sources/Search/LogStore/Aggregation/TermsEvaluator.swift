import Bytes
import Expressions

/// A bucket for each value of a field.
struct TermsEvaluator {
    let context: AggregationContext
    let terms: TermsAggregation
    let children: [NamedAggregation]

    func evaluate(_ selections: [SegmentSelection]) throws(LogStoreError) -> AggregationResult {
        var counts: [BucketKey: Int] = [:]
        let isWanted = try filter()
        var total = 0
        for selection in selections {
            let field = try context.field(terms.field, in: selection.index)
            let reader = TermReader(field, in: context.segment(selection), missing: terms.missing)
            var local = [Int](repeating: 0, count: reader.count)
            // A document counts once for a value that it has twice.
            var lastDocument = [Int32](repeating: -1, count: reader.count)
            for document in selection.documents {
                reader.forEachValue(of: document) { code in
                    if lastDocument[code] != Int32(document) {
                        lastDocument[code] = Int32(document)
                        local[code] += 1
                    }
                }
            }
            for code in local.indices where local[code] > 0 {
                let key = reader.key(code)
                guard isWanted(key) else { continue }
                counts[key, default: 0] += local[code]
                total += local[code]
            }
        }
        if terms.minimumCount == 0 {
            for key in try allKeys() where isWanted(key) && counts[key] == nil { counts[key] = 0 }
        }
        var entries = counts.filter { $0.value >= terms.minimumCount }.map { (key: $0.key, count: $0.value) }
        let ordersByMetric = terms.order.contains { if case .metric = $0.subject { true } else { false } }
        var buckets: [AggregationBucket]
        if ordersByMetric {
            buckets = try self.buckets(entries, selections)
            sort(&buckets)
            if buckets.count > terms.size { buckets.removeLast(buckets.count - terms.size) }
        } else {
            entries.sort { isBefore($0.key, $0.count, $1.key, $1.count) }
            if entries.count > terms.size { entries.removeLast(entries.count - terms.size) }
            buckets = try self.buckets(entries, selections)
        }
        let shown = buckets.reduce(0) { $0 + $1.count }
        return .buckets(BucketsResult(buckets: buckets, otherCount: total - shown))
    }

    /// Every value that the field has in the indices, for `min_doc_count: 0`.
    private func allKeys() throws(LogStoreError) -> Set<BucketKey> {
        var keys: Set<BucketKey> = []
        for (index, snapshot) in context.snapshots.enumerated() {
            guard let field = try context.field(terms.field, in: index) else { continue }
            for segment in snapshot.segments {
                let reader = TermReader(field, in: segment, missing: nil)
                for code in 0..<reader.count { keys.insert(reader.key(code)) }
            }
        }
        return keys
    }

    private func filter() throws(LogStoreError) -> (BucketKey) -> Bool {
        let include = try terms.include.map(predicate)
        let exclude = try terms.exclude.map(predicate)
        if include == nil, exclude == nil { return { _ in true } }
        return { key in (include?(key) ?? true) && !(exclude?(key) ?? false) }
    }

    private func predicate(_ selection: TermsAggregation.Selection) throws(LogStoreError) -> (BucketKey) -> Bool {
        switch selection {
        case .expression(let pattern):
            let expression = try LuceneExpression.compile(pattern, caseInsensitive: false)
            return { key in
                if case .string(let text) = key { expression.matches(text) } else { false }
            }
        case .values(let values):
            var keys: Set<BucketKey> = []
            for index in context.snapshots.indices {
                let field = try context.field(terms.field, in: index)
                for value in values { keys.insert(TermReader.key(value, as: field?.mapping)) }
            }
            return { keys.contains($0) }
        }
    }

    private func buckets(
        _ entries: [(key: BucketKey, count: Int)],
        _ selections: [SegmentSelection]
    ) throws(LogStoreError) -> [AggregationBucket] {
        try context.count(entries.count)
        var buckets: [AggregationBucket] = []
        for entry in entries {
            buckets.append(AggregationBucket(key: entry.key, keyText: text(entry.key), count: entry.count))
        }
        guard !children.isEmpty else { return buckets }
        var positions: [BucketKey: Int] = [:]
        for (position, entry) in entries.enumerated() { positions[entry.key] = position }
        var parts = BucketSelections(count: entries.count)
        for selection in selections {
            let field = try context.field(terms.field, in: selection.index)
            let reader = TermReader(field, in: context.segment(selection), missing: terms.missing)
            let bucketOfCode = (0..<reader.count).map { positions[reader.key($0)] ?? -1 }
            var lastDocument = [Int32](repeating: -1, count: entries.count)
            for document in selection.documents {
                reader.forEachValue(of: document) { code in
                    let bucket = bucketOfCode[code]
                    guard bucket >= 0, lastDocument[bucket] != Int32(document) else { return }
                    lastDocument[bucket] = Int32(document)
                    parts.add(document, of: selection, to: bucket)
                }
            }
        }
        for index in buckets.indices {
            buckets[index].children = try context.evaluate(children, on: parts.selections[index])
        }
        return buckets
    }

    private func text(_ key: BucketKey) -> String? {
        guard case .long(let value) = key else { return nil }
        for snapshot in context.snapshots {
            guard let field = snapshot.mapping.field(named: terms.field) else { continue }
            switch field.type {
            case .date: return (terms.format ?? field.format).format(value)
            case .boolean: return value == 0 ? "false" : "true"
            default: return nil
            }
        }
        return nil
    }

    // MARK: - Order

    private func isBefore(_ leftKey: BucketKey, _ leftCount: Int, _ rightKey: BucketKey, _ rightCount: Int) -> Bool {
        for order in terms.order {
            switch order.subject {
            case .count where leftCount != rightCount: return (leftCount < rightCount) == order.isAscending
            case .key where leftKey != rightKey: return BucketKey.isLess(leftKey, rightKey) == order.isAscending
            default: continue
            }
        }
        return BucketKey.isLess(leftKey, rightKey)
    }

    private func sort(_ buckets: inout [AggregationBucket]) {
        buckets.sort { left, right in
            for order in terms.order {
                switch order.subject {
                case .count where left.count != right.count: return (left.count < right.count) == order.isAscending
                case .key where left.key != right.key:
                    return BucketKey.isLess(left.key, right.key) == order.isAscending
                case .metric(let name, let part):
                    let a = left.metric(name, part)
                    let b = right.metric(name, part)
                    // Buckets without a value come last either way.
                    if a.isNaN != b.isNaN { return b.isNaN }
                    if !a.isNaN, a != b { return (a < b) == order.isAscending }
                default: continue
                }
            }
            return BucketKey.isLess(left.key, right.key)
        }
    }
}

extension AggregationBucket {
    /// A value of a metric below the bucket; NaN where there is none.
    func metric(_ name: String, _ part: String?) -> Double {
        guard let child = children.first(where: { $0.name == name }) else { return .nan }
        switch child.result {
        case .value(let value, _): return value ?? .nan
        case .count(let count): return Double(count)
        case .single(let count, _): return Double(count)
        case .percentiles(let values, _):
            return values.first { part.flatMap(Double.init) == $0.percent }?.value ?? .nan
        case .stats(let stats):
            switch part {
            case "count": return Double(stats.count)
            case "min": return stats.count == 0 ? .nan : stats.minimum
            case "max": return stats.count == 0 ? .nan : stats.maximum
            case "sum": return stats.sum
            case "sum_of_squares": return stats.sumOfSquares
            case "variance", "variance_population": return stats.variance ?? .nan
            case "std_deviation", "std_deviation_population": return stats.variance?.squareRoot() ?? .nan
            default: return stats.average ?? .nan
            }
        case .buckets: return .nan
        }
    }
}
