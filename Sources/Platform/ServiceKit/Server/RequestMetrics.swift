import Synchronization
import Telemetry

/// `http_server_*`: how many requests, how long, how many now.
final class RequestMetrics: Sendable {
    let active: Gauge

    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private let registry: MetricsRegistry
    /// Looking an instrument up by its text would cost more than observing does.
    private let histograms = Mutex<[Key: Histogram]>([:])

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        active = registry.gauge("http_server_active_requests", "Requests being worked on.")
    }

    /// - Parameter route: The template, such as `/v1/todos/{id}`, never the path: paths have no bound.
    func record(method: String, route: String, status: Int, duration: Duration) {
        let key = Key(method: method, route: route, status: status)
        let histogram = histograms.withLock { histograms in
            if let known = histograms[key] { return known }
            let new = registry.histogram(
                "http_server_request_duration_seconds",
                "Time from the request's head to the end of its response.",
                labels: [("method", method), ("route", route), ("status", String(status))]
            )
            histograms[key] = new
            return new
        }
        histogram.observe(duration)
    }
}
