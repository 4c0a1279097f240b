/// Which documents of a segment match, and with what score.
struct Evaluation {
    var documents: DocumentSet
    /// By document; empty when nobody asked for scores. Documents that do not match have 0.
    var scores: [Float]
}

/// Evaluates matchers on one segment.
struct SegmentEvaluator {
    let segment: Segment
    let isScoring: Bool

    func evaluate(_ matcher: Matcher) -> Evaluation {
        switch matcher {
        case .all: return constant(.all(capacity: Segment.capacity))
        case .none: return constant(empty)
        case .token(let term, let field, let weight): return token(term, field, weight)
        case .tokens(let predicate, let field): return constant(tokens(predicate, field))
        case .phrase(let phrase): return PhraseEvaluator(segment: segment, isScoring: isScoring).evaluate(phrase)
        case .keyword(let term, let field, let weight): return keyword(term, field, weight)
        case .keywordSet(let terms, let field):
            return constant(
                keywords(field) { dictionary in
                    var wanted = [Bool](repeating: false, count: dictionary.count)
                    for term in terms {
                        if let ordinal = dictionary.ordinal(of: term) { wanted[Int(ordinal)] = true }
                    }
                    return wanted
                }
            )
        case .keywords(let predicate, let field):
            return constant(
                keywords(field) { dictionary in
                    (0..<UInt32(dictionary.count)).map { predicate.matches(dictionary.term($0)) }
                }
            )
        case .numbers(let interval, let field): return constant(numbers(interval, field))
        case .numberSet(let doubles, let longs, let field):
            guard let number = segment.field(field)?.number else { return constant(empty) }
            return constant(
                number.isWhole
                    ? select(number.longs) { longs.contains($0) } : select(number.doubles) { doubles.contains($0) }
            )
        case .dates(let range, let field): return constant(select(segment.field(field)?.date) { range.contains($0) })
        case .boolean(let flag, let field): return constant(select(segment.field(field)?.boolean) { $0 == flag })
        case .exists(let fields):
            var set = empty
            for field in fields {
                if let column = segment.field(field) { set.formUnion(column.presence(capacity: Segment.capacity)) }
            }
            return constant(set)
        case .ids(let ids):
            var set = empty
            for document in 0..<segment.count where ids.contains(segment.id(of: document)) { set.insert(document) }
            return constant(set)
        case .bool(let must, let filter, let should, let mustNot, let minimum):
            return bool(must, filter, should, mustNot, minimum)
        case .best(let matchers, let tieBreaker): return best(matchers, tieBreaker)
        case .constant(let inner):
            return constant(SegmentEvaluator(segment: segment, isScoring: false).evaluate(inner).documents)
        case .boosted(let inner, let boost):
            var evaluation = evaluate(inner)
            for index in evaluation.scores.indices { evaluation.scores[index] *= boost }
            return evaluation
        }
    }

    private var empty: DocumentSet { DocumentSet(capacity: Segment.capacity) }

    private func constant(_ documents: DocumentSet, score: Float = 1) -> Evaluation {
        guard isScoring else { return Evaluation(documents: documents, scores: []) }
        var scores = [Float](repeating: 0, count: Segment.capacity)
        documents.forEach { scores[$0] = score }
        return Evaluation(documents: documents, scores: scores)
    }

    private func select<Value>(_ column: Column<Value>?, _ condition: (Value) -> Bool) -> DocumentSet {
        var set = empty
        guard let column else { return set }
        for index in column.values.indices where condition(column.values[index]) {
            set.insert(column.document(at: index))
        }
        return set
    }

    private func numbers(_ interval: NumberInterval, _ field: FieldID) -> DocumentSet {
        guard let number = segment.field(field)?.number else { return empty }
        if !number.isWhole { return select(number.doubles, interval.contains) }
        guard let longs = interval.longs else { return empty }
        return select(number.longs) { longs.contains($0) }
    }

    private func token(_ term: [UInt8], _ field: FieldID, _ weight: TermWeight?) -> Evaluation {
        var set = empty
        guard let text = segment.field(field)?.text, let found = text.occurrences(of: term) else {
            return constant(set)
        }
        for document in found.documents { set.insert(Int(document)) }
        guard isScoring, let weight else { return constant(set) }
        var scores = [Float](repeating: 0, count: Segment.capacity)
        for document in found.documents { scores[Int(document)] += 1 }
        set.forEach { document in
            let length = text.lengths.values[text.lengths.range(of: document).lowerBound]
            scores[document] = weight.score(frequency: scores[document], length: length)
        }
        return Evaluation(documents: set, scores: scores)
    }

    private func tokens(_ predicate: TermPredicate, _ field: FieldID) -> DocumentSet {
        var set = empty
        guard let text = segment.field(field)?.text else { return set }
        for ordinal in 0..<UInt32(text.dictionary.count) where predicate.matches(text.dictionary.term(ordinal)) {
            for document in text.occurrences(ordinal).documents { set.insert(Int(document)) }
        }
        return set
    }

    private func keyword(_ term: [UInt8], _ field: FieldID, _ weight: TermWeight?) -> Evaluation {
        guard let keyword = segment.field(field)?.keyword, let ordinal = keyword.dictionary.ordinal(of: term) else {
            return constant(empty)
        }
        let set = select(keyword.ordinals) { $0 == ordinal }
        return constant(set, score: weight?.score(frequency: 1, length: 1) ?? 1)
    }

    private func keywords(_ field: FieldID, _ choose: (TermDictionary) -> [Bool]) -> DocumentSet {
        guard let keyword = segment.field(field)?.keyword else { return empty }
        let wanted = choose(keyword.dictionary)
        guard wanted.contains(true) else { return empty }
        return select(keyword.ordinals) { wanted[Int($0)] }
    }

    private func bool(
        _ must: [Matcher],
        _ filter: [Matcher],
        _ should: [Matcher],
        _ mustNot: [Matcher],
        _ minimum: Int
    ) -> Evaluation {
        let silent = SegmentEvaluator(segment: segment, isScoring: false)
        var set = DocumentSet.all(capacity: Segment.capacity)
        for matcher in filter { set.formIntersection(silent.evaluate(matcher).documents) }
        for matcher in mustNot { set.subtract(silent.evaluate(matcher).documents) }
        var scores = isScoring ? [Float](repeating: 0, count: Segment.capacity) : []
        func add(_ evaluation: Evaluation) {
            guard isScoring else { return }
            evaluation.documents.forEach { scores[$0] += evaluation.scores[$0] }
        }
        for matcher in must {
            let evaluation = evaluate(matcher)
            set.formIntersection(evaluation.documents)
            add(evaluation)
        }
        if !should.isEmpty, minimum > 0 || isScoring {
            if minimum > should.count { set = empty }
            var any = empty
            var counts = minimum > 1 ? [UInt16](repeating: 0, count: Segment.capacity) : []
            for matcher in should {
                let evaluation = evaluate(matcher)
                any.formUnion(evaluation.documents)
                if minimum > 1 { evaluation.documents.forEach { counts[$0] += 1 } }
                add(evaluation)
            }
            if minimum == 1 { set.formIntersection(any) }
            if minimum > 1 {
                var enough = empty
                for document in 0..<segment.count where counts[document] >= minimum { enough.insert(document) }
                set.formIntersection(enough)
            }
        } else if minimum > 0 {
            set = empty
        }
        if isScoring, must.isEmpty, should.isEmpty, filter.isEmpty {
            // Nothing but exclusions, or nothing at all, is match_all.
            return constant(set, score: mustNot.isEmpty ? 1 : 0)
        }
        return Evaluation(documents: set, scores: scores)
    }

    private func best(_ matchers: [Matcher], _ tieBreaker: Float) -> Evaluation {
        var set = empty
        var bests = isScoring ? [Float](repeating: 0, count: Segment.capacity) : []
        var sums = bests
        for matcher in matchers {
            let evaluation = evaluate(matcher)
            set.formUnion(evaluation.documents)
            guard isScoring else { continue }
            evaluation.documents.forEach { document in
                bests[document] = max(bests[document], evaluation.scores[document])
                sums[document] += evaluation.scores[document]
            }
        }
        if isScoring, tieBreaker != 0 {
            set.forEach { bests[$0] += tieBreaker * (sums[$0] - bests[$0]) }
        }
        return Evaluation(documents: set, scores: bests)
    }
}
