import ServiceKit

extension ConsoleConfiguration {
    /// Paths that the console answers itself.
    private static let ownPaths = [
        "/", "/api", "/assets", "/livez", "/readyz", "/startupz", "/metrics", "/favicon.ico",
    ]

    /// Says what is wrong before anything starts.
    func validate() throws(StartupError) {
        _ = try Upstream(searchURL, name: "search server")
        _ = try Upstream(metricsURL, name: "metrics server")
        var seen: [String] = []
        for route in publicRoutes {
            _ = try Upstream(route.url, name: route.service)
            let segments = route.prefix.split(separator: "/", omittingEmptySubsequences: false)
            let isPlain = segments.dropFirst().allSatisfy { segment in
                !segment.isEmpty && segment != ".." && segment != "."
                    && segment.utf8.allSatisfy { PlainPath.isUnreserved($0) }
            }
            guard segments.count > 1, segments[0].isEmpty, isPlain else {
                throw StartupError("the public route \"\(route.prefix)\" is not a plain path such as /v1/todos")
            }
            if let own = Self.ownPaths.first(where: { Self.overlap($0, route.prefix) }) {
                throw StartupError("the public route \"\(route.prefix)\" collides with the console's own \(own)")
            }
            if let other = seen.first(where: { Self.overlap($0, route.prefix) }) {
                throw StartupError("the public routes \"\(route.prefix)\" and \"\(other)\" overlap")
            }
            seen.append(route.prefix)
        }
        guard PlainPath.isIndexPattern(logIndex) else {
            throw StartupError("\"\(logIndex)\" is not a pattern of index names")
        }
    }

    /// Is one path the other, or below it?
    private static func overlap(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        return a != "/" && b != "/" && (a.hasPrefix(b + "/") || b.hasPrefix(a + "/"))
    }
}
