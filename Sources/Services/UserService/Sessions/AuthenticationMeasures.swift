internal import Telemetry

/// What becomes of attempts to log in and to stay so.
struct AuthenticationMeasures: Sendable {
    enum Result: String, CaseIterable {
        case success, failure, throttled, reused
    }

    private let logIns: [Result: Counter]
    private let refreshes: [Result: Counter]
    private let reuses: Counter

    init(registry: MetricsRegistry) {
        func counters(_ name: String, _ help: String, _ results: [Result]) -> [Result: Counter] {
            var counters: [Result: Counter] = [:]
            for result in results {
                counters[result] = registry.counter(name, help, labels: [("result", result.rawValue)])
            }
            return counters
        }
        logIns = counters("auth_attempts_total", "Log-ins by result.", [.success, .failure, .throttled])
        refreshes = counters("auth_refreshes_total", "Refreshes of tokens by result.", [.success, .failure, .reused])
        reuses = registry.counter(
            "refresh_reuse_detected_total",
            "Refresh tokens that came a second time."
        )
    }

    func logIn(_ result: Result) { logIns[result]?.increment() }

    func refresh(_ result: Result) {
        refreshes[result]?.increment()
        if result == .reused { reuses.increment() }
    }
}
