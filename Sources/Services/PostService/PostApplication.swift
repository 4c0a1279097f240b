internal import SQLDatabase
internal import ServiceApplication
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// Posts and who wrote them. Opened, it has its database and its two ports; its `services` make it work.
public struct PostApplication: Sendable {
    static let maximumBodyBytes = 1 << 20

    /// The public routes' address, with the real port.
    public let publicAddress: ListenAddress
    /// The address of health and metrics, with the real port.
    public let adminAddress: ListenAddress
    /// In start order.
    public let services: [any Service]
    /// The public routes, as `GET /v1/…/{id}`.
    let routes: [String]

    /// Opens and migrates the database, and takes the ports.
    public init(configuration: PostConfiguration, telemetry: ServiceTelemetry) async throws {
        let foundation = try await ServiceFoundation(
            configuration: configuration.service,
            telemetry: telemetry,
            migrations: PostSchema.migrations
        )
        let useCases = PostUseCases(foundation: foundation, authenticator: foundation.makeAuthenticator())
        let router = makeServiceRouter()
        useCases.addRoutes(to: router)
        router.serve(PostAPI.document)
        routes = router.routeList
        let listeners = try foundation.listen(
            routes: router,
            maximumBodyBytes: Self.maximumBodyBytes,
            workers: [useCases.authorsConsumer()]
        )
        publicAddress = listeners.publicAddress
        adminAddress = listeners.adminAddress
        services = listeners.services
    }
}
