import HTTPTypes
import Hummingbird
import ServiceKit

/// Methods that a router can be asked for; any other never gets to a handler.
let everyMethod: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]

extension AppRouter {
    /// Every request at a path and below it, whatever its method: so that what is refused is refused by its handler,
    /// with the reason.
    func everything(
        below prefix: String,
        _ handler: @escaping @Sendable (Request, AppContext) async throws -> Response
    ) {
        for method in everyMethod {
            on("\(prefix)", method: method) { try await handler($0, $1) }
            on("\(prefix)/**", method: method) { try await handler($0, $1) }
        }
    }
}

/// What the page may ask of one server behind it.
struct ReadOnlyRoutes: Sendable {
    let proxy: ReverseProxy
    let upstream: Upstream
    /// Of this server, e.g. `/api/logs`.
    let prefix: String
    /// Of the server behind, e.g. `/api/v1`.
    let upstreamPrefix: String
    /// The methods that only read at this path, given without the prefix; empty when nothing there does.
    let readingMethods: @Sendable (_ segments: [String]) -> [HTTPRequest.Method]

    func add(to router: AppRouter) {
        router.everything(below: prefix) { request, context in
            let path = try PlainPath(request.uri.path)
            let prefixLength = prefix.split(separator: "/").count
            let methods = readingMethods(Array(path.segments.dropFirst(prefixLength)))
            guard methods.contains(request.method) else {
                throw Problem(
                    .forbidden,
                    code: "read-only",
                    detail: "the console passes on queries only; \(request.method.rawValue) \(path.raw) is not one. "
                        + "Use the \(upstream.name)'s own address for it"
                )
            }
            var response = try await proxy.forward(
                request,
                context,
                to: upstream,
                path: upstreamPrefix + path.raw.dropFirst(prefix.count),
                headers: ForwardedHeaders.ofQuery(request, context),
                keepingCookies: false
            )
            if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
            return response
        }
    }
}
