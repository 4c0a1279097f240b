import Bytes
import HTTPTypes
import Hummingbird
import LogStore
import ServiceKit
import Telemetry

/// The HTTP API over one store.
struct SearchAPI: Sendable {
    let store: LogStore
    let pool: WorkPool
    let identity: NodeIdentity
    let configuration: SearchConfiguration
    let telemetry: ServiceTelemetry
    let metrics: SearchMetrics
    /// Where the server listens, once it does.
    let address: BoundAddress

    typealias Handler = @Sendable (APIRequest) async throws -> APIResponse

    func router(health: Health) -> AppRouter {
        let router = makeRouter()
        router.add(middleware: ProductHeader())
        addAdminRoutes(to: router, health: health, telemetry: telemetry)
        addClusterRoutes(to: router)
        addDocumentRoutes(to: router)
        addSearchRoutes(to: router)
        addIndexRoutes(to: router)
        return router
    }

    /// Adds one handler for some paths and methods.
    func add(
        _ router: AppRouter,
        _ methods: [HTTPRequest.Method],
        _ paths: String...,
        handler: @escaping Handler
    ) {
        for path in paths {
            for method in methods {
                router.on(RouterPath(path), method: method) { request, context in
                    let api = APIRequest(request, context)
                    return try await handler(api).response(to: api)
                }
            }
        }
    }
}

/// `X-Elastic-Product`: official clients talk to nothing that does not send it.
private struct ProductHeader: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[MediaType.product] = "Elasticsearch"
        return response
    }
}
