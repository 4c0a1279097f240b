import HTTPTypes
import ServiceKit

/// `/api/logs/…`: the search server's queries.
struct LogRoutes: Sendable {
    let proxy: ReverseProxy
    let upstream: Upstream

    func add(to router: AppRouter) {
        ReadOnlyRoutes(
            proxy: proxy,
            upstream: upstream,
            prefix: "/api/logs",
            upstreamPrefix: "",
            readingMethods: Self.readingMethods
        ).add(to: router)
    }

    static func readingMethods(_ segments: [String]) -> [HTTPRequest.Method] {
        switch segments.count {
        case 1: methods(of: segments[0])
        case 2 where segments == ["_cat", "indices"]: [.get, .head]
        case 2 where PlainPath.isIndexPattern(segments[0]): methods(of: segments[1])
        case 3 where segments[..<2] == ["_cat", "indices"] && PlainPath.isIndexPattern(segments[2]): [.get, .head]
        default: []
        }
    }

    private static func methods(of api: String) -> [HTTPRequest.Method] {
        switch api {
        case "_search", "_msearch", "_count", "_field_caps": [.get, .head, .post]
        // POST and PUT would change the mapping.
        case "_mapping": [.get, .head]
        default: []
        }
    }
}
