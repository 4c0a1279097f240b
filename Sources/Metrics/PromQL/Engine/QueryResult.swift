public import TimeSeries

/// The answer to a query, with what Prometheus has to say about it.
public struct QueryResult: Sendable {
    public var value: QueryValue
    /// Texts that begin with `PromQL warning: ` and end with a position, each once.
    public var warnings: [String]
    /// Texts that begin with `PromQL info: ` and end with a position, each once.
    public var infos: [String]

    public init(value: QueryValue, warnings: [String] = [], infos: [String] = []) {
        self.value = value
        self.warnings = warnings
        self.infos = infos
    }
}

/// Times are milliseconds since 1970.
public enum QueryValue: Sendable, Equatable {
    case scalar(timestamp: Int64, value: Double)
    case string(timestamp: Int64, value: String)
    /// In the order that the query asks for with `sort` or `topk`, else in no order that means something.
    case vector([VectorSample])
    /// In the order of the labels. No series is empty.
    case matrix([SeriesData])
}

/// One series' value at one time.
public struct VectorSample: Sendable, Equatable {
    public var labels: Labels
    /// Milliseconds since 1970: the time of the evaluation, not of the sample behind it.
    public var timestamp: Int64
    public var value: Double

    public init(labels: Labels, timestamp: Int64, value: Double) {
        self.labels = labels
        self.timestamp = timestamp
        self.value = value
    }

    /// Values are compared by their bits, so that NaN equals NaN.
    public static func == (left: VectorSample, right: VectorSample) -> Bool {
        left.labels == right.labels && left.timestamp == right.timestamp
            && left.value.bitPattern == right.value.bitPattern
    }
}
