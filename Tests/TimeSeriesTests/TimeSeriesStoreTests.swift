import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

@testable import TimeSeries

@Suite("Time-series store")
struct TimeSeriesStoreTests {
    private let up: Labels = ["__name__": "up", "job": "a"]
    private let down: Labels = ["__name__": "up", "job": "b"]

    @Test("What was appended is found by matchers and range, sorted by labels")
    func select() throws {
        let fixture = try StoreFixture()
        try fixture.store.append(at: 1_000, [(down, 0), (up, 1)])
        try fixture.store.append(at: 2_000, [(down, 0.5), (up, 2)])
        let all = try fixture.store.select(
            [LabelMatcher("__name__", equals: "up")],
            from: 0,
            through: 9_999,
            sampleLimit: 10
        )
        #expect(all.map(\.labels) == [up, down])
        #expect(all[0] == SeriesData(labels: up, timestamps: [1_000, 2_000], values: [1, 2]))
        let part = try fixture.store.select(
            [LabelMatcher("job", equals: "a")],
            from: 2_000,
            through: 2_000,
            sampleLimit: 10
        )
        #expect(part == [SeriesData(labels: up, timestamps: [2_000], values: [2])])
        #expect(
            try fixture.store.select([LabelMatcher("job", equals: "a")], from: 2_001, through: 3_000, sampleLimit: 10)
                .isEmpty
        )
    }

    @Test("A selection past the sample limit is an error and no cut")
    func sampleLimit() throws {
        let fixture = try StoreFixture()
        for time in 0..<10 { try fixture.store.append(at: Int64(time), [(up, 1)]) }
        let matchers = [LabelMatcher("job", equals: "a")]
        #expect(try fixture.store.select(matchers, from: 0, through: 9, sampleLimit: 10).count == 1)
        #expect(throws: QueryableError.tooManySamples(limit: 9)) {
            try fixture.store.select(matchers, from: 0, through: 9, sampleLimit: 9)
        }
    }

    @Test("The same sample again is ignored, another value at its time refused, a late one taken")
    func duplicates() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.store.append(at: 5, [(up, 1)]).appended == 1)
        #expect(try fixture.store.append(at: 5, [(up, 1)]) == AppendOutcome(duplicates: 1))
        let conflict = try fixture.store.append(at: 5, [(up, 2)])
        #expect(conflict.conflicting == [.init(group: 0, sample: 0)])
        #expect(conflict.appended == 0)
        #expect(try fixture.store.append(at: 3, [(up, 7)]).appended == 1)
        #expect(try fixture.contents == [SeriesData(labels: up, timestamps: [3, 5], values: [7, 1])])
        let counters = fixture.store.statistics.counters
        #expect(counters.samplesAppended == 2)
        #expect(counters.samplesOutOfOrder == 1)
        #expect(counters.samplesDuplicate == 1)
        #expect(counters.samplesConflicting == 1)
    }

    @Test("Of two samples for one time in one append the first counts, now and after a restart")
    func duplicatesWithin() throws {
        let fixture = try StoreFixture()
        let outcome = try fixture.store.append(at: 5, [(up, 1), (up, 2), (up, 1)])
        #expect(outcome.appended == 1)
        #expect(outcome.duplicates == 1)
        #expect(outcome.conflicting == [.init(group: 0, sample: 1)])
        let before = try fixture.contents
        try fixture.reopen()
        #expect(try fixture.contents == before)
    }

    @Test("A group that takes samples only in order leaves late ones out")
    func onlyInOrder() throws {
        let fixture = try StoreFixture()
        try fixture.store.append(at: 5, [(up, 1)])
        var group = SampleGroup(timestamp: 4, onlyInOrder: true)
        for reference in fixture.store.resolve([up, down]) { group.append(reference, StaleMarker.value) }
        let outcome = try fixture.store.append([group])
        #expect(outcome.outOfOrder == 1)
        #expect(outcome.appended == 1)
        #expect(try fixture.contents.map(\.timestamps) == [[5], [4]])
    }

    @Test("Every bit pattern survives, through a restart too")
    func bits() throws {
        let fixture = try StoreFixture()
        let patterns: [UInt64] = [
            StaleMarker.bits, 0x7ff8_0000_0000_0001, 0x7ff0_0000_0000_0001, 0xfff8_dead_beef_0001,
            0x8000_0000_0000_0000,
            0, 1, 0x7ff0_0000_0000_0000, 0xfff0_0000_0000_0000, 0x7fef_ffff_ffff_ffff,
        ]
        for (index, bits) in patterns.enumerated() {
            try fixture.store.append(at: Int64(index), [(up, Double(bitPattern: bits))])
        }
        #expect(try fixture.contents[0].values.map(\.bitPattern) == patterns)
        try fixture.reopen()
        #expect(try fixture.contents[0].values.map(\.bitPattern) == patterns)
    }

    @Test("Times from the ends of Int64 are stored and found")
    func extremeTimes() throws {
        let fixture = try StoreFixture()
        let times: [Int64] = [.min, -1, 0, .max]
        for time in times { try fixture.store.append(at: time, [(up, 1)]) }
        try fixture.reopen()
        #expect(try fixture.contents[0].timestamps == times)
    }

    @Test("A reference to a series that retention removed is refused, and nothing of the append stored")
    func unknownSeries() throws {
        let fixture = try StoreFixture()
        let references = fixture.store.resolve([up])
        var group = SampleGroup(timestamp: 1)
        group.append(references[0], 1)
        _ = try fixture.store.append([group])
        _ = try fixture.store.removeSamples(before: 100)
        _ = try fixture.store.removeSamples(before: 101)
        #expect(try fixture.contents.isEmpty)
        var mixed = SampleGroup(timestamp: 200)
        mixed.append(fixture.store.resolve([down])[0], 1)
        mixed.append(references[0], 1)
        #expect(throws: AppendError.unknownSeries) { try fixture.store.append([mixed]) }
        #expect(try fixture.contents.isEmpty)
        try fixture.store.append(at: 200, [(up, 3)])
        #expect(try fixture.contents == [SeriesData(labels: up, timestamps: [200], values: [3])])
    }

    @Test("Names and values of labels are those of the series that match and have samples in the range")
    func labels() throws {
        let fixture = try StoreFixture()
        try fixture.store.append(at: 10, [(["__name__": "x", "a": "1"], 1)])
        try fixture.store.append(at: 20, [(["__name__": "y", "b": "2"], 1)])
        _ = fixture.store.resolve([["__name__": "never", "c": "3"]])
        let store = fixture.store!
        #expect(store.labelNames(matching: [], from: 0, through: 99) == ["__name__", "a", "b"])
        #expect(store.labelNames(matching: [], from: 15, through: 99) == ["__name__", "b"])
        #expect(store.labelValues("__name__", matching: [], from: 0, through: 99) == ["x", "y"])
        #expect(
            store.labelValues("__name__", matching: [[LabelMatcher("a", equals: "1")]], from: 0, through: 99) == ["x"]
        )
        let both = [
            [LabelMatcher("a", equals: "1")], [LabelMatcher("b", equals: "2")], [LabelMatcher("a", equals: "1")],
        ]
        #expect(store.series(matching: both, from: 0, through: 99).count == 2)
        #expect(store.series(matching: both, from: 0, through: 12) == [["__name__": "x", "a": "1"]])
    }

    @Test("Retention removes samples at once, segments when all in them is past, and refuses what is older")
    func retention() throws {
        let fixture = try StoreFixture()
        fixture.options.segmentDuration = 100
        try fixture.reopen()
        for time in stride(from: Int64(0), through: 1_000, by: 50) {
            fixture.clock.now = time
            try fixture.store.append(at: time, [(up, Double(time)), (["__name__": "t\(time)"], 1)])
        }
        let files = try fixture.segments.count
        #expect(files > 5)
        let removed = try fixture.store.removeSamples(before: 500)
        #expect(removed.samples == 20)
        #expect(removed.segments > 0)
        #expect(try fixture.segments.count == files - removed.segments)
        #expect(try fixture.contents.first { $0.labels == up }?.timestamps.first == 500)
        #expect(try fixture.store.append(at: 499, [(up, 1)]).tooOld == [.init(group: 0, sample: 0)])
        let before = try fixture.contents
        try fixture.reopen()
        _ = try fixture.store.removeSamples(before: 500)
        #expect(try fixture.contents == before)
        // Series definitions are repeated in each segment, so later ones read without the first.
        #expect(try fixture.contents.contains { $0.labels == up })
    }

    @Test("A segment is closed at its size, and all of them read back")
    func rotation() throws {
        let fixture = try StoreFixture(segmentSize: 2_000)
        for time in 0..<200 { try fixture.store.append(at: Int64(time), [(up, 1), (down, Double(time))]) }
        #expect(try fixture.segments.count > 3)
        #expect(fixture.store.statistics.logSegments == (try fixture.segments.count))
        let before = try fixture.contents
        try fixture.reopen()
        #expect(try fixture.contents == before)
        #expect(fixture.store.statistics.samples == 400)
    }

    @Test("A second store on the same directory is refused, and told who has it")
    func lock() throws {
        let fixture = try StoreFixture()
        let error = #expect(throws: StoreOpenError.self) {
            _ = try TimeSeriesStore(directory: fixture.directory.path, options: fixture.options)
        }
        #expect("\(error!)".contains("is locked by process \(getpid())"))
    }

    @Test("On a full disk an append fails by name and stores nothing; when there is room again, it works")
    func fullDisk() throws {
        let box = FullDisk()
        let fixture = try StoreFixture(faults: box.faults)
        try fixture.store.append(at: 1, [(up, 1)])
        box.isFull = true
        let error = #expect(throws: AppendError.self) { try fixture.store.append(at: 2, [(up, 2), (down, 2)]) }
        #expect("\(error!)".contains("No space left on device"))
        #expect(fixture.store.statistics.counters.appendsFailed == 1)
        #expect(try fixture.contents == [SeriesData(labels: up, timestamps: [1], values: [1])])
        box.isFull = false
        try fixture.store.append(at: 2, [(up, 3), (down, 3)])
        let before = try fixture.contents
        #expect(before.map(\.timestamps) == [[1, 2], [2]])
        try fixture.reopen()
        #expect(try fixture.contents == before)
    }

    @Test("A disk that fills up while a segment begins leaves the old one in use")
    func fullDiskAtRotation() throws {
        let box = FullDisk()
        let fixture = try StoreFixture(segmentSize: 300, faults: box.faults)
        var acknowledged: [Int64] = []
        for time in 0..<60 {
            box.isFull = time % 7 == 3
            if (try? fixture.store.append(at: Int64(time), [(up, 1)])) != nil { acknowledged.append(Int64(time)) }
        }
        #expect(acknowledged.count < 60)
        #expect(try fixture.contents[0].timestamps == acknowledged)
        box.isFull = false
        try fixture.reopen()
        #expect(try fixture.contents[0].timestamps == acknowledged)
    }

    @Test("Queries beside appends see whole appends only")
    func consistency() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store!
        let labels = [up, down]
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for time in 1...3_000 { try store.append(at: Int64(time), labels.map { ($0, Double(time)) }) }
            }
            tasks.addTask {
                var seen = 0
                while seen < 3_000 {
                    let both = try store.select(
                        [LabelMatcher("__name__", equals: "up")],
                        from: 0,
                        through: .max,
                        sampleLimit: .max
                    )
                    guard both.count == 2 else {
                        #expect(both.isEmpty)
                        await Task.yield()
                        continue
                    }
                    #expect(both[0].timestamps == both[1].timestamps)
                    #expect(both[0].count >= seen)
                    seen = both[0].count
                    await Task.yield()
                }
            }
            try await tasks.waitForAll()
        }
    }

    @Test("A failed fsync is final: nothing more is acknowledged")
    func failedSynchronize() throws {
        let box = FullDisk()
        let fixture = try StoreFixture(faults: box.faults)
        try fixture.store.append(at: 1, [(up, 1)])
        try fixture.store.synchronize()
        try fixture.store.append(at: 2, [(up, 1)])
        box.failsToSynchronize = true
        #expect(throws: StorageError.self) { try fixture.store.synchronize() }
        box.failsToSynchronize = false
        #expect(throws: AppendError.self) { try fixture.store.append(at: 3, [(up, 1)]) }
    }

    @Test("With fsync at every append, an append that cannot be synchronised is not acknowledged")
    func alwaysSynchronizes() throws {
        let box = FullDisk()
        let fixture = try StoreFixture(faults: box.faults)
        fixture.options.synchronization = .always
        try fixture.reopen()
        let before = box.synchronizations
        try fixture.store.append(at: 1, [(up, 1)])
        #expect(box.synchronizations > before)
        box.failsToSynchronize = true
        #expect(throws: AppendError.self) { try fixture.store.append(at: 2, [(up, 1)]) }
    }
}

/// Faults that a test switches on and off.
final class FullDisk: Sendable {
    private struct State {
        var isFull = false
        var failsToSynchronize = false
        var synchronizations = 0
    }

    private let state = Mutex(State())

    var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }

    var failsToSynchronize: Bool {
        get { state.withLock { $0.failsToSynchronize } }
        set { state.withLock { $0.failsToSynchronize = newValue } }
    }

    var synchronizations: Int { state.withLock { $0.synchronizations } }

    var faults: FileFaults {
        FileFaults { [self] call, _ in
            state.withLock { state in
                switch call {
                case .write(let count):
                    // Half of it still fits.
                    return state.isFull ? (count > 1 ? .short(count / 2) : .fail(ENOSPC)) : .proceed
                case .truncate: return .proceed
                case .synchronize:
                    state.synchronizations += 1
                    return state.failsToSynchronize ? .fail(EIO) : .proceed
                }
            }
        }
    }
}
