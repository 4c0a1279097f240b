internal import Synchronization
internal import Telemetry

/// `db_client_operation_duration_seconds` by operation, from the call to its end, waiting included.
final class OperationDurations: Sendable {
    private let registry: MetricsRegistry
    private let namespace: String
    private let histograms = Mutex<[String: Histogram]>([:])

    init(registry: MetricsRegistry, location: DatabaseLocation) {
        self.registry = registry
        // The file's name, not its path: two machines give the same series.
        let file = location.path.split(separator: "/").last.map(String.init) ?? location.path
        namespace = file.split(separator: ".").first.map(String.init) ?? file
    }

    func observe(_ operation: StaticString, since started: ContinuousClock.Instant) {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let name = operation.description
        let histogram = histograms.withLock { known in
            if let histogram = known[name] { return histogram }
            let histogram = registry.histogram(
                "db_client_operation_duration_seconds",
                "Duration of database operations, from the call to the result, in seconds.",
                labels: [
                    ("db_system_name", "sqlite"), ("db_namespace", namespace), ("db_operation_name", name),
                ]
            )
            known[name] = histogram
            return histogram
        }
        histogram.observe(seconds)
    }
}
