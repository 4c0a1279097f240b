import Storage
import Synchronization
import TestSupport
import TimeSeries

/// A store in a folder of its own, which can be opened again.
final class StoreFixture {
    let directory: TemporaryDirectory
    let clock = FakeClock()
    var options: StoreOptions
    private(set) var store: TimeSeriesStore!

    init(segmentSize: Int = 64 << 20, faults: FileFaults? = nil) throws {
        directory = try TemporaryDirectory()
        options = StoreOptions { [clock] in clock.now }
        options.segmentSize = segmentSize
        options.faults = faults
        store = try TimeSeriesStore(directory: directory.path, options: options)
    }

    /// Ends the store without telling it, as the end of the process would, and opens it again.
    func reopen() throws {
        store = nil
        store = try TimeSeriesStore(directory: directory.path, options: options)
    }

    func close() {
        store = nil
    }

    /// The files of the log, in order.
    var segments: [String] {
        get throws { try TestFiles.contents(of: directory.path("log")).map { directory.path("log/\($0)") } }
    }

    /// Everything in the store.
    var contents: [SeriesData] {
        get throws {
            try store.select([LabelMatcher("__name__", .matches, ".*")], from: .min, through: .max, sampleLimit: .max)
        }
    }
}

final class FakeClock: Sendable {
    private let time = Mutex<Int64>(0)

    /// Milliseconds.
    var now: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

extension TimeSeriesStore {
    /// Appends one group of samples that are given by their labels.
    @discardableResult
    func append(at timestamp: Int64, _ samples: [(Labels, Double)]) throws -> AppendOutcome {
        var group = SampleGroup(timestamp: timestamp)
        for (reference, sample) in zip(resolve(samples.map(\.0)), samples) { group.append(reference, sample.1) }
        return try append([group])
    }
}
