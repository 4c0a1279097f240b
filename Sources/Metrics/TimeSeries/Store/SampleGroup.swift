public import Storage

/// A series of a store, by its number there. Good for as long as the store is open and has not removed the series.
public struct SeriesReference: Sendable, Hashable {
    let number: UInt32
}

/// Samples of many series at one moment, as a scrape finds them: the time is kept once.
public struct SampleGroup: Sendable {
    /// Milliseconds since 1970 UTC.
    public let timestamp: Int64
    public private(set) var series: [SeriesReference] = []
    public private(set) var values: [Double] = []
    /// Whether samples are left out whose series has a newer one already. Markers that end a series must not break in
    /// where it has gone on.
    public let onlyInOrder: Bool

    public init(timestamp: Int64, onlyInOrder: Bool = false) {
        self.timestamp = timestamp
        self.onlyInOrder = onlyInOrder
    }

    public var count: Int { series.count }
    public var isEmpty: Bool { series.isEmpty }

    public mutating func append(_ series: SeriesReference, _ value: Double) {
        self.series.append(series)
        values.append(value)
    }
}

/// What became of the samples of an append. Those that are not named here were stored.
public struct AppendOutcome: Sendable, Equatable {
    /// A sample by the index of its group and its index in it.
    public struct Place: Sendable, Hashable {
        public var group: Int
        public var sample: Int
    }

    public var appended = 0
    /// The same time and the same bits were there already: nothing to do, and no error.
    public var duplicates = 0
    /// The same time was there with another value, which stays.
    public var conflicting: [Place] = []
    /// Left out of a group that takes samples only in order.
    public var outOfOrder = 0
    /// Older than what retention keeps.
    public var tooOld: [Place] = []
}

public enum AppendError: Error, Equatable, CustomStringConvertible {
    /// A reference belongs to a series that retention has removed since; nothing was stored. The labels have to be
    /// resolved again.
    case unknownSeries
    /// The log could not be written, nothing was stored.
    case storage(StorageError)

    public var description: String {
        switch self {
        case .unknownSeries: "a series of the append is no longer in the store"
        case .storage(let error): "the metrics log cannot be written, so nothing is stored: \(error)"
        }
    }
}
