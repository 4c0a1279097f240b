import HTTPTypes
import Hummingbird
import ServiceKit
import Telemetry

extension MetricsAPI {
    func addAdministrationRoutes(to router: AppRouter) {
        addAdminRoutes(to: router, health: health, telemetry: telemetry)
        router.get("/-/healthy") { _, _ in Response.text("Prometheus Server is Healthy.\n") }
        router.get("/-/ready") { _, _ in
            let reasons = await health.readiness().compactMap(\.reason)
            return reasons.isEmpty
                ? Response.text("Prometheus Server is Ready.\n")
                : Response.text(
                    "Service Unavailable: \(reasons.joined(separator: ", "))\n",
                    status: .serviceUnavailable
                )
        }
        for method in [HTTPRequest.Method.post, .put] {
            router.on("/-/reload", method: method) { _, _ in
                guard settings.enablesLifecycle else {
                    return Response.text("Lifecycle API is not enabled.\n", status: .forbidden)
                }
                do throws(ConfigurationError) {
                    try configuration.load()
                    return Response.text("")
                } catch {
                    return Response.text("failed to reload config: \(error)\n", status: .internalServerError)
                }
            }
        }
        for path in ["/api/v1/write", "/api/v1/read", "/api/v1/otlp/v1/metrics"] as [RouterPath] {
            router.post(path) { _, _ -> Response in
                throw APIError(
                    kind: .notFound,
                    reason: "remote write, remote read and OTLP are not supported by this version; targets are scraped"
                )
            }
        }
        router.get("/") { _, _ in
            Response(status: .found, headers: [.location: "/api/v1/status/buildinfo"])
        }
    }
}
