/// The samples of one series in a time range: two arrays of equal length.
public struct SeriesData: Sendable, Equatable {
    public var labels: Labels
    /// Milliseconds since 1970 UTC, strictly ascending.
    public var timestamps: [Int64]
    /// Every bit pattern is kept, stale markers and the payloads of NaN too.
    public var values: [Double]

    public init(labels: Labels, timestamps: [Int64] = [], values: [Double] = []) {
        self.labels = labels
        self.timestamps = timestamps
        self.values = values
    }

    public var count: Int { timestamps.count }

    /// Values are compared by their bits: two NaNs are equal when their payloads are.
    public static func == (left: SeriesData, right: SeriesData) -> Bool {
        left.labels == right.labels && left.timestamps == right.timestamps
            && left.values.count == right.values.count
            && left.values.indices.allSatisfy { left.values[$0].bitPattern == right.values[$0].bitPattern }
    }
}
