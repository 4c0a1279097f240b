import HTTPTypes
import ServiceKit

/// `/api/metrics/…`: the metrics server's queries below `/api/v1`. Its configuration and flags may hold secrets and
/// are not among them.
struct MetricRoutes: Sendable {
    let proxy: ReverseProxy
    let upstream: Upstream

    func add(to router: AppRouter) {
        ReadOnlyRoutes(
            proxy: proxy,
            upstream: upstream,
            prefix: "/api/metrics",
            upstreamPrefix: "/api/v1",
            readingMethods: Self.readingMethods
        ).add(to: router)
    }

    private static let queries: Set<String> = [
        "query", "query_range", "query_exemplars", "series", "labels", "format_query", "parse_query",
    ]
    private static let reports: Set<String> = [
        "metadata", "targets", "targets/metadata", "rules", "alerts", "scrape_pools", "status/buildinfo",
        "status/runtimeinfo", "status/tsdb",
    ]

    static func readingMethods(_ segments: [String]) -> [HTTPRequest.Method] {
        let path = segments.joined(separator: "/")
        if queries.contains(path) { return [.get, .head, .post] }
        if reports.contains(path) { return [.get, .head] }
        let isLabelValues = segments.count == 3 && segments[0] == "label" && segments[2] == "values"
        return isLabelValues ? [.get, .head] : []
    }
}
