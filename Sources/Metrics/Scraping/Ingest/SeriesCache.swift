import Bytes
import TimeSeries

/// The series that a target exposes, found by the bytes in which it writes them: labels are parsed, relabelled and
/// looked up in the store only when a series is first seen.
struct SeriesCache {
    struct Entry {
        /// Name and labels as the target writes them.
        var written: [UInt8]
        /// After relabelling; nil where a rule drops the series.
        var labels: Labels?
        var reference: SeriesReference?
        /// The scrape in which it was last there.
        var lastSeen: UInt64
        /// Whether the store has samples of it from an earlier scrape.
        var isStored = false
        /// Whether it came without a timestamp of its own then, so that it is marked stale when it goes.
        var isTracked: Bool
    }

    private(set) var entries: [Entry] = []
    private var places: [UInt64: Int] = [:]
    /// Of this process, so that no target can choose bytes whose hashes collide.
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Where the series of these bytes stands.
    func place(of range: Range<Int>, in bytes: [UInt8]) -> Int? {
        var hash = self.hash(bytes[range])
        while let place = places[hash] {
            if entries[place].written.elementsEqual(bytes[range]) { return place }
            hash &+= 1
        }
        return nil
    }

    /// Adds a series that is not there yet.
    mutating func add(_ entry: Entry) -> Int {
        entries.append(entry)
        index(entries.count - 1)
        return entries.count - 1
    }

    mutating func see(_ place: Int, scrape: UInt64, isTracked: Bool) {
        entries[place].lastSeen = scrape
        entries[place].isTracked = isTracked
    }

    mutating func setReference(_ reference: SeriesReference?, at place: Int) {
        entries[place].reference = reference
    }

    /// The store has removed series: all are looked up again.
    mutating func forgetReferences() {
        for place in entries.indices { entries[place].reference = nil }
    }

    /// The scrape is stored: forgets the series that were not in it.
    mutating func finish(_ scrape: UInt64) {
        for place in entries.indices where entries[place].lastSeen == scrape { entries[place].isStored = true }
        guard entries.contains(where: { $0.lastSeen != scrape }) else { return }
        entries.removeAll { $0.lastSeen != scrape }
        places.removeAll(keepingCapacity: true)
        for place in entries.indices { index(place) }
    }

    private mutating func index(_ place: Int) {
        var hash = self.hash(entries[place].written[...])
        while places[hash] != nil { hash &+= 1 }
        places[hash] = place
    }

    private func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        Hash64.hash(Array(bytes), seed: seed)
    }
}
