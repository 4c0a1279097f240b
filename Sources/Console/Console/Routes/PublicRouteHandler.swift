import HTTPTypes
import Hummingbird
import ServiceKit

/// A service's public paths at this port, as an Ingress has them.
struct PublicRouteHandler: Sendable {
    private let route: ConsoleConfiguration.PublicRoute
    private let upstream: Upstream
    private let proxy: ReverseProxy

    /// TRACE would echo headers that were added on the way, CONNECT would ask for a tunnel.
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    init(_ route: ConsoleConfiguration.PublicRoute, proxy: ReverseProxy) throws(StartupError) {
        self.route = route
        self.proxy = proxy
        upstream = try Upstream(route.url, name: route.service)
    }

    func add(to router: AppRouter) {
        router.everything(below: route.prefix) { request, context in
            guard Self.methods.contains(request.method) else {
                throw Problem(
                    .methodNotAllowed,
                    detail: "\(request.method.rawValue) is not passed on",
                    headers: [.allow: Self.methods.map(\.rawValue).joined(separator: ", ")]
                )
            }
            let path = try PlainPath(request.uri.path)
            let headers = ForwardedHeaders.ofRequest(request, context)
            return try await proxy.forward(request, context, to: upstream, path: path.raw, headers: headers)
        }
    }
}
