/// All series and their samples in memory, and the index over their labels.
struct Head {
    struct Series {
        var labels: Labels
        var samples = SeriesSamples()
        /// False once retention has removed the series; its number is not used again.
        var isLive = true
        /// The retention run in which the series was made. One that has no samples yet survives the next run, so that
        /// nothing is removed between being resolved and being appended to.
        var generation: UInt32
    }

    private(set) var series: ContiguousArray<Series> = []
    private(set) var index = PostingIndex()
    private var numbers: [Labels: UInt32] = [:]
    private(set) var generation: UInt32 = 0
    /// Samples before this are refused: retention has removed what was there.
    private(set) var cutoff = Int64.min
    private(set) var counters = StoreCounters()
    private(set) var sampleCount = 0
    private(set) var minimumTimestamp: Int64?
    private(set) var maximumTimestamp: Int64?

    var liveSeriesCount: Int { numbers.count }

    /// The number of the series with these labels, which is made if it is not there.
    mutating func resolve(_ labels: Labels) -> UInt32 {
        if let number = numbers[labels] { return number }
        let number = UInt32(series.count)
        series.append(Series(labels: labels, generation: generation))
        numbers[labels] = number
        index.add(labels, number)
        counters.seriesCreated += 1
        return number
    }

    func isLive(_ number: UInt32) -> Bool {
        Int(number) < series.count && series[Int(number)].isLive
    }

    mutating func insert(_ number: UInt32, _ timestamp: Int64, _ value: Double) -> SeriesSamples.Insertion {
        let outcome = series[Int(number)].samples.insert(timestamp, value)
        switch outcome {
        case .appended, .insertedLate:
            sampleCount += 1
            counters.samplesAppended += 1
            if outcome == .insertedLate { counters.samplesOutOfOrder += 1 }
            minimumTimestamp = min(minimumTimestamp ?? timestamp, timestamp)
            maximumTimestamp = max(maximumTimestamp ?? timestamp, timestamp)
        case .duplicate: counters.samplesDuplicate += 1
        case .conflict: counters.samplesConflicting += 1
        }
        return outcome
    }

    mutating func count(_ change: (inout StoreCounters) -> Void) {
        change(&counters)
    }

    /// Removes samples before `cutoff`, and the series that have none left.
    mutating func removeSamples(before cutoff: Int64) -> (samples: Int, series: Int) {
        self.cutoff = max(self.cutoff, cutoff)
        var removedSamples = 0
        var removedSeries: [(series: UInt32, labels: Labels)] = []
        var minimum: Int64?
        for number in series.indices where series[number].isLive {
            removedSamples += series[number].samples.removeSamples(before: cutoff)
            if let first = series[number].samples.firstTimestamp {
                minimum = min(minimum ?? first, first)
            } else if series[number].generation < generation {
                removedSeries.append((UInt32(number), series[number].labels))
                numbers[series[number].labels] = nil
                series[number] = Series(labels: Labels(), isLive: false, generation: generation)
            }
        }
        index.remove(removedSeries)
        generation += 1
        sampleCount -= removedSamples
        minimumTimestamp = minimum
        if minimum == nil { maximumTimestamp = nil }
        counters.samplesExpired += removedSamples
        counters.seriesRemoved += removedSeries.count
        return (removedSamples, removedSeries.count)
    }
}
