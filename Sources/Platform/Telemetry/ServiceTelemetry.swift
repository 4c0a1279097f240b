public import Logging

/// What a program says of itself: its name, its log and its metrics.
public struct ServiceTelemetry: Sendable {
    /// `service.name` in logs, e.g. `todo-service`.
    public let service: String
    public let version: String
    public let logger: Logger
    public let metrics: MetricsRegistry

    /// - Parameter metrics: A registry of its own; process metrics are added to it here.
    public init(service: String, version: String, logger: Logger, metrics: MetricsRegistry = MetricsRegistry()) {
        self.service = service
        self.version = version
        self.logger = logger
        self.metrics = metrics
        metrics.registerProcessMetrics(service: service, version: version)
    }
}
