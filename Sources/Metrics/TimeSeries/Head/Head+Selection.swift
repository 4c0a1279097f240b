extension Head {
    /// The numbers of the series that all matchers accept, ascending.
    ///
    /// The lists of the exact matchers are intersected first, the shortest to begin with. The other matchers are then
    /// asked either for each series that is left or for each value of their label, whichever are fewer.
    func matching(_ matchers: [LabelMatcher]) -> [UInt32] {
        var candidates: [UInt32]?
        let exact = matchers.filter { $0.operation == .equal && !$0.value.isEmpty }
        for list in exact.map({ index.series($0.name, $0.value) }).sorted(by: { $0.count < $1.count }) {
            candidates = candidates.map { Head.intersect($0, list) } ?? list
            if candidates?.isEmpty ?? false { return [] }
        }
        let others = matchers.filter { $0.operation != .equal || $0.value.isEmpty }
        // Those that need the label to be there narrow most.
        let ordered = others.filter { !$0.matchesEmpty } + others.filter(\.matchesEmpty)
        for matcher in ordered {
            candidates = apply(matcher, to: candidates)
            if candidates?.isEmpty ?? false { return [] }
        }
        return candidates ?? allLive
    }

    private var allLive: [UInt32] {
        series.indices.lazy.filter { series[$0].isLive }.map { UInt32($0) }
    }

    private func apply(_ matcher: LabelMatcher, to candidates: [UInt32]?) -> [UInt32] {
        if let candidates, candidates.count <= index.valueCount(of: matcher.name) {
            return candidates.filter { matcher.matches(series[Int($0)].labels[matcher.name] ?? "") }
        }
        if matcher.matchesEmpty {
            // Series without the label match, so the ones to leave out are found instead.
            let excluded = index.series(matcher.name) { !matcher.matches($0) }
            return Head.subtract(excluded, from: candidates ?? allLive)
        }
        let included = index.series(matcher.name) { matcher.matches($0) }
        return candidates.map { Head.intersect($0, included) } ?? included
    }

    static func intersect(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var leftIndex = 0
        var rightIndex = 0
        while leftIndex < left.count, rightIndex < right.count {
            if left[leftIndex] < right[rightIndex] {
                leftIndex += 1
            } else if left[leftIndex] > right[rightIndex] {
                rightIndex += 1
            } else {
                result.append(left[leftIndex])
                leftIndex += 1
                rightIndex += 1
            }
        }
        return result
    }

    static func subtract(_ excluded: [UInt32], from list: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var index = 0
        for number in list {
            while index < excluded.count, excluded[index] < number { index += 1 }
            if index == excluded.count || excluded[index] != number { result.append(number) }
        }
        return result
    }

    /// The live series with a sample in the range that match one of the selectors; all of them where there is none.
    func selected(_ selectors: [[LabelMatcher]], from start: Int64, through end: Int64) -> [UInt32] {
        let numbers: [UInt32]
        switch selectors.count {
        case 0: numbers = allLive
        case 1: numbers = matching(selectors[0])
        default: numbers = Set(selectors.flatMap { matching($0) }).sorted()
        }
        return numbers.filter { series[Int($0)].samples.hasSample(from: start, through: end) }
    }
}
