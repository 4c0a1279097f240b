/// Counts since the store was opened.
public struct StoreCounters: Sendable, Equatable {
    public var samplesAppended = 0
    /// Of those, the ones that were older than the newest sample of their series.
    public var samplesOutOfOrder = 0
    public var samplesDuplicate = 0
    public var samplesConflicting = 0
    public var samplesTooOld = 0
    public var samplesExpired = 0
    public var seriesCreated = 0
    public var seriesRemoved = 0
    public var appendsFailed = 0
    public var segmentsRemoved = 0
}

/// What opening a store found in its log.
public struct StoreRecovery: Sendable, Equatable {
    public var records = 0
    /// Bytes of records that were torn by a crash before they were acknowledged, and have been cut off.
    public var droppedBytes = 0
}

/// The store at one moment.
public struct StoreStatistics: Sendable {
    public var counters: StoreCounters
    public var recovery: StoreRecovery
    public var series: Int
    public var labelPairs: Int
    public var samples: Int
    public var chunks: Int
    /// Milliseconds since 1970 UTC; nil where the store is empty.
    public var oldest: Int64?
    public var newest: Int64?
    public var logBytes: Int
    public var logSegments: Int
}

/// Where the series come from: the largest of each, in descending order.
public struct StoreCardinality: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var value: Int
    }

    public var seriesByMetricName: [Entry]
    public var valuesByLabelName: [Entry]
    public var bytesByLabelName: [Entry]
    /// The names are `name=value`.
    public var seriesByLabelPair: [Entry]
}
