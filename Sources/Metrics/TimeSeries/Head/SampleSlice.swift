/// What a query took from a series while it held the lock: whole chunks, shared with the head until one of them
/// changes, and the range that counts of them.
struct SampleSlice: Sendable {
    let start: Int64
    let end: Int64
    private var chunks: [SampleChunk] = []
    private(set) var count = 0

    init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    mutating func append(_ chunk: SampleChunk) {
        let taken = range(of: chunk)
        guard !taken.isEmpty else { return }
        count += taken.count
        chunks.append(chunk)
    }

    /// The samples as two arrays of exactly their size.
    func data(labels: Labels) -> SeriesData {
        var data = SeriesData(labels: labels)
        data.timestamps.reserveCapacity(count)
        data.values.reserveCapacity(count)
        for chunk in chunks {
            let taken = range(of: chunk)
            data.timestamps.append(contentsOf: chunk.timestamps[taken])
            data.values.append(contentsOf: chunk.values[taken])
        }
        return data
    }

    private func range(of chunk: SampleChunk) -> Range<Int> {
        let low = chunk.index(notBefore: start)
        return low..<max(low, chunk.index(after: end))
    }
}
