/// Where the values of a series fall: found once, so that windows need not look at all their samples for the few
/// places, most often none, that matter.
struct CounterResets {
    /// The places of samples that are below the one before them, ascending.
    private var places: [Int] = []

    init(_ series: RangeSeries) {
        let values = series.values.span
        for index in values.indices.dropFirst() where values[index] < values[index - 1] { places.append(index) }
    }

    @inline(__always)
    func forEach(from first: Int, through last: Int, _ body: (Int) -> Void) {
        if places.isEmpty { return }
        // Binary search for the first place that is not before the window.
        var lower = 0
        var upper = places.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if places[middle] < first { lower = middle + 1 } else { upper = middle }
        }
        while lower < places.count, places[lower] <= last {
            body(places[lower])
            lower += 1
        }
    }
}
