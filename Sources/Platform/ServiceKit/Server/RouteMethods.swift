import HTTPTypes
import Hummingbird

/// Which methods each path of a router takes, to tell "no such path" from "not that way".
struct RouteMethods: Sendable {
    private let routes: [(path: RouterPath, method: HTTPRequest.Method)]

    init(_ router: AppRouter) {
        routes = router.routes.map { ($0.path, $0.method) }
    }

    /// The methods of every route that `path` matches; empty when there is none.
    func allowed(_ path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        var methods: [HTTPRequest.Method] = []
        for route in routes where matches(route.path, segments) && !methods.contains(route.method) {
            methods.append(route.method)
            if route.method == .get, !methods.contains(.head) {
                methods.append(.head)
            }
        }
        return methods.sorted { $0.rawValue < $1.rawValue }
    }

    private func matches(_ path: RouterPath, _ segments: [Substring]) -> Bool {
        for (index, element) in path.components.enumerated() {
            if element == .recursiveWildcard { return true }
            guard index < segments.count, element ~= segments[index] else { return false }
        }
        return path.components.count == segments.count
    }
}
