internal import SQLDatabase
internal import ServiceApplication
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// Everybody's things to do. Opened, it has its database and its two ports; its `services` make it work.
public struct TodoApplication: Sendable {
    static let maximumBodyBytes = 256 << 10

    /// The public routes' address, with the real port.
    public let publicAddress: ListenAddress
    /// The address of health and metrics, with the real port.
    public let adminAddress: ListenAddress
    /// In start order.
    public let services: [any Service]
    /// The public routes, as `GET /v1/…/{id}`.
    let routes: [String]

    /// Opens and migrates the database, and takes the ports.
    public init(configuration: TodoConfiguration, telemetry: ServiceTelemetry) async throws {
        let foundation = try await ServiceFoundation(
            configuration: configuration.service,
            telemetry: telemetry,
            migrations: TodoSchema.migrations
        )
        let useCases = TodoUseCases(foundation: foundation, authenticator: foundation.makeAuthenticator())
        let router = makeServiceRouter()
        useCases.addRoutes(to: router)
        router.serve(TodoAPI.document)
        routes = router.routeList
        let listeners = try foundation.listen(
            routes: router,
            maximumBodyBytes: Self.maximumBodyBytes,
            workers: [useCases.welcomeConsumer()]
        )
        publicAddress = listeners.publicAddress
        adminAddress = listeners.adminAddress
        services = listeners.services
    }
}
