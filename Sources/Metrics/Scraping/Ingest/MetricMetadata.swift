/// What a target says of a metric.
public struct MetricMetadata: Sendable, Hashable {
    public var type = MetricType.unknown
    public var help = ""
    public var unit = ""
}
