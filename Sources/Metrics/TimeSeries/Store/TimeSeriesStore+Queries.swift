import Synchronization

extension TimeSeriesStore: Queryable {
    public func select(
        _ matchers: [LabelMatcher],
        from start: Int64,
        through end: Int64,
        sampleLimit: Int
    ) throws(QueryableError) -> [SeriesData] {
        // Under the lock only chunks are gathered, which is cheap; they are copied after it.
        let found = try head.withLock { head throws(QueryableError) in
            var total = 0
            var found: [(labels: Labels, samples: SampleSlice)] = []
            for number in head.matching(matchers) {
                let slice = head.series[Int(number)].samples.slice(from: start, through: end)
                guard slice.count > 0 else { continue }
                total += slice.count
                guard total <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
                found.append((head.series[Int(number)].labels, slice))
            }
            return found
        }
        return found.sorted { $0.labels < $1.labels }.map { $0.samples.data(labels: $0.labels) }
    }

    /// The label sets that match one of the selectors and have a sample in the range, sorted. No selector at all
    /// means every series.
    public func series(matching selectors: [[LabelMatcher]], from start: Int64, through end: Int64) -> [Labels] {
        head.withLock { head in
            head.selected(selectors, from: start, through: end).map { head.series[Int($0)].labels }
        }.sorted()
    }

    /// The names of the labels of these series, sorted.
    public func labelNames(matching selectors: [[LabelMatcher]], from start: Int64, through end: Int64) -> [String] {
        head.withLock { head in
            var names = Set<ExactText>()
            for number in head.selected(selectors, from: start, through: end) {
                for label in head.series[Int(number)].labels { names.insert(ExactText(label.name)) }
            }
            return names.sorted().map(\.text)
        }
    }

    /// The values of a label among these series, sorted.
    public func labelValues(
        _ name: String,
        matching selectors: [[LabelMatcher]],
        from start: Int64,
        through end: Int64
    ) -> [String] {
        head.withLock { head in
            var values = Set<ExactText>()
            for number in head.selected(selectors, from: start, through: end) {
                if let value = head.series[Int(number)].labels[name] { values.insert(ExactText(value)) }
            }
            return values.sorted().map(\.text)
        }
    }
}
