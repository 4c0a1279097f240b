/// The samples of one series: chunks in ascending order that do not overlap. Appending at the end, the usual case,
/// touches the last chunk only; a late sample goes into the chunk it belongs to, which splits when it is full.
struct SeriesSamples: Sendable {
    enum Insertion: Equatable {
        case appended
        /// It was older than the newest sample of the series.
        case insertedLate
        /// The same time and the same bits were there already.
        case duplicate
        /// The same time was there with another value, which stays.
        case conflict
    }

    private(set) var chunks: [SampleChunk] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var firstTimestamp: Int64? { chunks.first?.first }
    var lastTimestamp: Int64? { chunks.last?.last }

    /// What ``insert(_:_:)`` would do.
    func outlook(_ timestamp: Int64, _ value: Double) -> Insertion {
        guard let last = chunks.last, timestamp <= last.last else { return .appended }
        let chunk = chunks[chunkIndex(for: timestamp)]
        let index = chunk.index(notBefore: timestamp)
        guard index < chunk.count, chunk.timestamps[index] == timestamp else { return .insertedLate }
        return chunk.values[index].bitPattern == value.bitPattern ? .duplicate : .conflict
    }

    mutating func insert(_ timestamp: Int64, _ value: Double) -> Insertion {
        let outlook = outlook(timestamp, value)
        switch outlook {
        case .duplicate, .conflict:
            return outlook
        case .appended:
            if chunks.isEmpty || chunks[chunks.count - 1].count >= SampleChunk.capacity {
                chunks.append(SampleChunk())
            }
            chunks[chunks.count - 1].timestamps.append(timestamp)
            chunks[chunks.count - 1].values.append(value)
        case .insertedLate:
            var place = chunkIndex(for: timestamp)
            if chunks[place].count >= SampleChunk.capacity {
                split(place)
                if timestamp > chunks[place].last { place += 1 }
            }
            let index = chunks[place].index(notBefore: timestamp)
            chunks[place].timestamps.insert(timestamp, at: index)
            chunks[place].values.insert(value, at: index)
        }
        count += 1
        return outlook
    }

    /// The first chunk whose last sample is not before `timestamp`; the number of chunks where there is none.
    private func chunkIndex(for timestamp: Int64) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low &+ high) >> 1
            if chunks[middle].last < timestamp { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ place: Int) {
        let whole = chunks[place]
        let half = whole.count / 2
        let halves = [0..<half, half..<whole.count].map { range in
            SampleChunk(timestamps: Array(whole.timestamps[range]), values: Array(whole.values[range]))
        }
        chunks.replaceSubrange(place...place, with: halves)
    }

    // MARK: Reading

    /// Whether a sample stands in `start...end`.
    func hasSample(from start: Int64, through end: Int64) -> Bool {
        let place = chunkIndex(for: start)
        guard place < chunks.count else { return false }
        let index = chunks[place].index(notBefore: start)
        return chunks[place].timestamps[index] <= end
    }

    /// The samples in `start...end`, as chunks that share memory with these.
    func slice(from start: Int64, through end: Int64) -> SampleSlice {
        var slice = SampleSlice(start: start, end: end)
        var place = chunkIndex(for: start)
        while place < chunks.count, chunks[place].first <= end {
            slice.append(chunks[place])
            place += 1
        }
        return slice
    }

    // MARK: Retention

    /// Removes what is before `cutoff` and says how much that was.
    mutating func removeSamples(before cutoff: Int64) -> Int {
        guard let first = firstTimestamp, first < cutoff else { return 0 }
        let whole = chunkIndex(for: cutoff)
        var removed = chunks[..<whole].reduce(0) { $0 + $1.count }
        chunks.removeSubrange(..<whole)
        if !chunks.isEmpty {
            let index = chunks[0].index(notBefore: cutoff)
            if index > 0 {
                chunks[0].timestamps.removeSubrange(..<index)
                chunks[0].values.removeSubrange(..<index)
                removed += index
            }
        }
        count -= removed
        return removed
    }
}
