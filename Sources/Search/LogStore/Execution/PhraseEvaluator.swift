/// Finds consecutive tokens in one segment.
struct PhraseEvaluator {
    let segment: Segment
    let isScoring: Bool

    func evaluate(_ phrase: PhraseMatcher) -> Evaluation {
        var result = Evaluation(documents: DocumentSet(capacity: Segment.capacity), scores: [])
        if isScoring { result.scores = [Float](repeating: 0, count: Segment.capacity) }
        guard let text = segment.field(phrase.field)?.text else { return result }
        // Each occurrence as document and position, less the place of its term in the phrase: those of a match agree.
        var starts: [[UInt64]] = []
        for (index, term) in phrase.terms.enumerated() {
            let keys = self.keys(of: term, at: index, in: text)
            if keys.isEmpty { return result }
            starts.append(keys)
        }
        var frequencies: [UInt64: Float] = [:]
        if phrase.slop == 0 {
            for key in Self.intersection(starts) { frequencies[key >> 32, default: 0] += 1 }
        } else {
            frequencies = Self.sloppyFrequencies(starts, slop: phrase.slop)
        }
        for (document, frequency) in frequencies {
            let document = Int(document)
            result.documents.insert(document)
            guard isScoring else { continue }
            let length = text.lengths.values[text.lengths.range(of: document).lowerBound]
            result.scores[document] = phrase.weight?.score(frequency: frequency, length: length) ?? 1
        }
        return result
    }

    /// Positions are counted from 2^20, so that the place in the phrase can be taken off.
    private static let base: UInt64 = 1 << 20

    private func keys(of term: PhraseMatcher.PhraseTerm, at index: Int, in text: TextPostings) -> [UInt64] {
        var keys: [UInt64] = []
        func add(_ found: TextPostings.Occurrences) {
            for (document, position) in zip(found.documents, found.positions) {
                keys.append(UInt64(document) << 32 | UInt64(position) + Self.base - UInt64(index))
            }
        }
        switch term {
        case .exact(let bytes):
            if let found = text.occurrences(of: bytes) { add(found) }
        case .prefix(let prefix):
            let ordinals = (0..<UInt32(text.dictionary.count)).filter { text.dictionary.term($0).starts(with: prefix) }
                .sorted { TermOrder.compare(text.dictionary.term($0), text.dictionary.term($1)) < 0 }
            for ordinal in ordinals.prefix(QueryCompiler.prefixExpansions) { add(text.occurrences(ordinal)) }
            keys.sort()
        }
        return keys
    }

    private static func intersection(_ lists: [[UInt64]]) -> [UInt64] {
        let shortest = lists.indices.min { lists[$0].count < lists[$1].count }!
        var result = lists[shortest]
        for (index, list) in lists.enumerated() where index != shortest {
            var kept: [UInt64] = []
            var at = 0
            for key in result {
                while at < list.count, list[at] < key { at += 1 }
                if at < list.count, list[at] == key { kept.append(key) }
            }
            result = kept
        }
        return result
    }

    /// For each document the sum of 1 / (1 + distance) over the windows in which every term occurs and that are no
    /// wider than `slop`: the least position is moved on until one list ends.
    private static func sloppyFrequencies(_ lists: [[UInt64]], slop: Int) -> [UInt64: Float] {
        var frequencies: [UInt64: Float] = [:]
        var cursors = [Int](repeating: 0, count: lists.count)
        while true {
            var low = 0
            var high = 0
            for index in lists.indices {
                guard cursors[index] < lists[index].count else { return frequencies }
                if lists[index][cursors[index]] < lists[low][cursors[low]] { low = index }
                if lists[index][cursors[index]] > lists[high][cursors[high]] { high = index }
            }
            let first = lists[low][cursors[low]]
            let last = lists[high][cursors[high]]
            if first >> 32 == last >> 32, last - first <= UInt64(slop) {
                frequencies[first >> 32, default: 0] += 1 / (1 + Float(last - first))
            }
            cursors[low] += 1
        }
    }
}
