internal import Bytes
public import Hummingbird
public import ServiceKit

extension AppRouter {
    /// Serves a service's description at `/openapi.json`.
    public func serve(_ document: APIDocument) {
        let bytes = document.json.serialized()
        get("/openapi.json") { _, _ in Response.json(bytes) }
    }

    /// Every route as `GET /v1/todos/{id}`, sorted: to be compared with the description.
    public var routeList: [String] {
        routes.map { "\($0.method.rawValue) \($0.path)".replacing(/:(\w+)/) { "{\($0.output.1)}" } }.sorted()
    }
}
