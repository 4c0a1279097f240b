public import Bytes

/// Runs searches on snapshots. Blocks for as long as it takes; holds no lock.
public enum Searcher {
    /// How many documents match.
    public static func count(
        _ query: Query,
        in snapshots: [IndexSnapshot],
        now: Timestamp
    ) throws(LogStoreError) -> Int {
        var count = 0
        for snapshot in snapshots {
            let matcher = try QueryCompiler.compile(query, for: snapshot, now: now.milliseconds, isScoring: false)
            for segment in snapshot.segments {
                var documents = SegmentEvaluator(segment: segment, isScoring: false).evaluate(matcher).documents
                documents.formIntersection(segment.live)
                count += documents.count
            }
        }
        return count
    }

    /// - Throws: What is wrong with the request, with the index that it is wrong for.
    public static func search(
        _ request: SearchRequest,
        in snapshots: [IndexSnapshot]
    ) throws(LogStoreError) -> SearchResult {
        var run = try SearchRun(request)
        for (index, snapshot) in snapshots.enumerated() {
            try run.search(snapshot, at: index)
        }
        return try run.result(snapshots)
    }
}

/// The state of one search as it goes from segment to segment.
private struct SearchRun {
    let request: SearchRequest
    let sort: [SortKey]
    let isScoring: Bool
    let wanted: Int
    var total = 0
    var maximumScore: Float?
    var isTimedOut = false
    var isTerminatedEarly = false
    var selections: [SegmentSelection] = []
    var candidates: [Candidate] = []
    /// The worst of the candidates that are sure to be needed; none until there are enough.
    var worst: Candidate?
    /// The keys of the last index, which compare for all of them.
    var keys: [CompiledSortKey] = []

    struct Candidate {
        var keys: [SortValue]
        var index: Int
        var number: DocumentNumber
        var score: Float
    }

    init(_ request: SearchRequest) throws(LogStoreError) {
        self.request = request
        sort = request.sort.isEmpty ? [SortKey(.score, isAscending: false)] : request.sort
        isScoring =
            request.tracksScores || request.minimumScore != nil
            || request.size > 0 && sort.contains { $0.subject == .score }
        wanted = request.from + request.size
        if let after = request.searchAfter, after.count != sort.count {
            throw LogStoreError(
                .illegalArgument,
                "search_after has \(after.count) value(s) but sort has \(sort.count)."
            )
        }
    }

    mutating func search(_ snapshot: IndexSnapshot, at index: Int) throws(LogStoreError) {
        let window = snapshot.settings.resultWindow
        guard wanted <= window else {
            throw LogStoreError(
                .illegalArgument,
                "Result window is too large, from + size must be less than or equal to: [\(window)] but was "
                    + "[\(wanted)]. See the scroll api for a more efficient way to request large data sets. This "
                    + "limit can be set by changing the [index.max_result_window] index level setting.",
                index: snapshot.name
            )
        }
        let now = request.now.milliseconds
        let matcher = try QueryCompiler.compile(request.query, for: snapshot, now: now, isScoring: isScoring)
        var postFilter: Matcher?
        if let query = request.postFilter {
            postFilter = try QueryCompiler.compile(query, for: snapshot, now: now, isScoring: false)
        }
        keys = []
        for key in sort { keys.append(try CompiledSortKey(key, for: snapshot)) }
        var after: [SortValue]?
        if let values = request.searchAfter {
            var parsed: [SortValue] = []
            for (key, value) in zip(keys, values) {
                var field: FieldMapping?
                if case .field(let name) = key.key.subject { field = snapshot.mapping.field(named: name) }
                parsed.append(try key.after(value, field: field))
            }
            after = parsed
        }
        var remaining = request.terminateAfter == 0 ? Int.max : request.terminateAfter
        for (position, segment) in snapshot.segments.enumerated() where segment.liveCount > 0 {
            if request.isExpired() {
                isTimedOut = true
                return
            }
            var evaluation = SegmentEvaluator(segment: segment, isScoring: isScoring).evaluate(matcher)
            evaluation.documents.formIntersection(segment.live)
            if let minimum = request.minimumScore {
                let scores = evaluation.scores
                var kept = evaluation.documents
                evaluation.documents.forEach { if scores[$0] < minimum { kept.remove($0) } }
                evaluation.documents = kept
            }
            var documents = evaluation.documents.documents
            if documents.count >= remaining {
                isTerminatedEarly = true
                documents.removeLast(documents.count - remaining)
            }
            remaining -= documents.count
            if !request.aggregations.isEmpty, !documents.isEmpty {
                selections.append(SegmentSelection(index: index, segment: position, documents: documents))
            }
            if let postFilter {
                let allowed = SegmentEvaluator(segment: segment, isScoring: false).evaluate(postFilter).documents
                documents.removeAll { !allowed.contains(Int($0)) }
            }
            total += documents.count
            if request.size > 0 {
                collect(documents, evaluation.scores, in: segment, position, at: index, after: after)
            }
            if remaining == 0 { return }
        }
    }

    private mutating func collect(
        _ documents: [UInt16],
        _ scores: [Float],
        in segment: Segment,
        _ position: Int,
        at index: Int,
        after: [SortValue]?
    ) {
        for document in documents {
            let document = Int(document)
            let score = isScoring ? scores[document] : 0
            if isScoring { maximumScore = max(maximumScore ?? score, score) }
            let number = DocumentNumber(segment: position, document: document)
            let first = keys[0].value(in: segment, document, number: number, score: score)
            if let worst, keys[0].compare(first, worst.keys[0]) > 0 { continue }
            var values = [first]
            for key in keys.dropFirst() {
                values.append(key.value(in: segment, document, number: number, score: score))
            }
            if let after, Self.compare(values, after, by: keys) <= 0 { continue }
            candidates.append(Candidate(keys: values, index: index, number: number, score: score))
            if candidates.count >= 2 * wanted + 256 { prune() }
        }
    }

    private static func compare(_ left: [SortValue], _ right: [SortValue], by keys: [CompiledSortKey]) -> Int {
        for (position, key) in keys.enumerated() {
            let order = key.compare(left[position], right[position])
            if order != 0 { return order }
        }
        return 0
    }

    private mutating func prune() {
        let keys = self.keys
        candidates.sort { left, right in
            let order = Self.compare(left.keys, right.keys, by: keys)
            if order != 0 { return order < 0 }
            return left.index != right.index ? left.index < right.index : left.number < right.number
        }
        if candidates.count > wanted { candidates.removeLast(candidates.count - wanted) }
        if candidates.count == wanted { worst = candidates.last }
    }

    mutating func result(_ snapshots: [IndexSnapshot]) throws(LogStoreError) -> SearchResult {
        var result = SearchResult()
        result.isTimedOut = isTimedOut
        result.isTerminatedEarly = isTerminatedEarly
        switch request.totalHits {
        case .exact: result.total = total
        case .none: break
        case .upTo(let limit):
            result.total = min(total, limit)
            result.isTotalLowerBound = total > limit
        }
        if !keys.isEmpty { prune() }
        let showsScore = isScoring && (request.tracksScores || sort.contains { $0.subject == .score })
        if showsScore { result.maximumScore = maximumScore }
        for candidate in candidates.dropFirst(request.from) {
            let snapshot = snapshots[candidate.index]
            let segment = snapshot.segments[candidate.number.segment]
            let hit = SearchHit(
                index: candidate.index,
                number: candidate.number,
                id: snapshot.id(candidate.number),
                version: segment.versions[candidate.number.document],
                sequenceNumber: segment.sequenceNumbers[candidate.number.document],
                score: showsScore ? candidate.score : nil,
                sortValues: request.sort.isEmpty ? [] : candidate.keys
            )
            result.hits.append(hit)
        }
        if !request.aggregations.isEmpty {
            let context = AggregationContext(
                snapshots: snapshots,
                now: request.now.milliseconds,
                isExpired: request.isExpired
            )
            result.aggregations = try context.evaluate(request.aggregations, on: selections)
        }
        return result
    }
}

/// Some of the documents of a segment.
struct SegmentSelection {
    /// Which of the snapshots, and which of its segments.
    var index: Int
    var segment: Int
    /// Ascending.
    var documents: [UInt16]
}
