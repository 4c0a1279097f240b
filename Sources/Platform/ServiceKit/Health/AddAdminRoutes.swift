import Bytes
import HTTPTypes
public import Hummingbird
public import Telemetry

/// What an admin port serves. These routes are neither counted nor logged as requests.
enum AdminRoute {
    static let paths: Set<String> = ["/livez", "/readyz", "/startupz", "/metrics"]
}

/// The routes of an admin port: `/livez /readyz /startupz /metrics`.
public func makeAdminRouter(health: Health, telemetry: ServiceTelemetry) -> AppRouter {
    let router = makeRouter()
    addAdminRoutes(to: router, health: health, telemetry: telemetry)
    return router
}

/// The same, for servers whose one port serves both.
public func addAdminRoutes(to router: AppRouter, health: Health, telemetry: ServiceTelemetry) {
    router.get("/livez") { _, _ in Response.text("ok\n") }
    router.get("/startupz") { _, _ in
        health.hasStarted ? Response.text("ok\n") : Response.text("still starting\n", status: .serviceUnavailable)
    }
    router.get("/readyz") { request, _ in
        let results = await health.readiness()
        let isReady = results.allSatisfy { $0.reason == nil }
        let status: HTTPResponse.Status = isReady ? .ok : .serviceUnavailable
        if request.uri.queryParameters.has("verbose") {
            var checks = JSONObject()
            for result in results {
                checks.append(result.name, result.reason.map { .string($0) } ?? .string("ok"))
            }
            let document: JSONValue = ["ready": .bool(isReady), "checks": .object(checks)]
            return Response.json(document, status: status)
        }
        let reasons = results.compactMap { result in result.reason.map { "\(result.name): \($0)\n" } }
        return Response.text(isReady ? "ok\n" : reasons.joined(), status: status)
    }
    router.get("/metrics") { _, _ in
        Response.bytes(telemetry.metrics.text(), contentType: MetricsRegistry.contentType)
    }
}
