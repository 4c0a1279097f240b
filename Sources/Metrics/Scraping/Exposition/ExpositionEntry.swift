/// What a metric is, in the words of the two formats.
public enum MetricType: String, Sendable {
    case counter
    case gauge
    case histogram
    case summary
    /// OpenMetrics's `unknown` and the text format's `untyped`.
    case unknown
    case info
    case stateset
    case gaugehistogram
}

/// One line of an exposition. Ranges are places in its bytes; quotes around names and texts are outside of them.
public enum ExpositionEntry: Sendable, Equatable {
    case help(name: Range<Int>, text: Range<Int>)
    case type(name: Range<Int>, MetricType)
    case unit(name: Range<Int>, unit: Range<Int>)
    /// A comment that says nothing; the text format only.
    case comment
    case sample(ExpositionSample)
}

public struct ExpositionSample: Sendable, Equatable {
    /// Metric name and labels as they were written; two samples with the same bytes are of the same series.
    public var series: Range<Int>
    /// A NaN is Prometheus's ordinary one, whatever was written.
    public var value: Double
    /// Milliseconds since 1970 UTC.
    public var timestamp: Int64?
    public var exemplar: Exemplar?

    public struct Exemplar: Sendable, Equatable {
        public var value: Double
        /// Milliseconds since 1970 UTC.
        public var timestamp: Int64?
    }
}
