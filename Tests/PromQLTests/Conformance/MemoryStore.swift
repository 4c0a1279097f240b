import TimeSeries

/// Series in memory, for tests.
final class MemoryStore: Queryable {
    private let series: [SeriesData]

    init(_ series: [SeriesData]) {
        self.series = series.sorted { $0.labels < $1.labels }
    }

    func select(_ matchers: [LabelMatcher], from start: Int64, through end: Int64, sampleLimit: Int)
        throws(QueryableError) -> [SeriesData]
    {
        var result: [SeriesData] = []
        var count = 0
        for one in series where matchers.allSatisfy({ $0.matches(one.labels[$0.name] ?? "") }) {
            let kept = one.timestamps.indices.filter { one.timestamps[$0] >= start && one.timestamps[$0] <= end }
            if kept.isEmpty { continue }
            count += kept.count
            if count > sampleLimit { throw .tooManySamples(limit: sampleLimit) }
            result.append(
                SeriesData(
                    labels: one.labels,
                    timestamps: kept.map { one.timestamps[$0] },
                    values: kept.map { one.values[$0] }
                )
            )
        }
        return result
    }
}
