internal import Bytes
internal import SQLDatabase
internal import ServiceApplication
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// Accounts, log-in and profiles. Opened, it has its database, its keys and its two ports; its `services` make it work.
public struct UserApplication: Sendable {
    static let maximumBodyBytes = 256 << 10

    /// The public routes' address, with the real port.
    public let publicAddress: ListenAddress
    /// The address of health and metrics, with the real port.
    public let adminAddress: ListenAddress
    /// In start order.
    public let services: [any Service]
    /// The public routes, as `GET /v1/…/{id}`.
    let routes: [String]

    /// Opens and migrates the database, makes the signing key at the first start, and takes the ports.
    public init(configuration: UserConfiguration, telemetry: ServiceTelemetry) async throws {
        let foundation = try await ServiceFoundation(
            configuration: configuration.service,
            telemetry: telemetry,
            migrations: UserSchema.migrations
        )
        let keys = try await SigningKeyStore.open(foundation.database, at: foundation.clock.now())
        let hasher = try PasswordHasher(
            cost: configuration.passwords,
            threads: configuration.passwordThreads,
            queue: configuration.passwordQueue,
            metrics: telemetry.metrics
        )
        let keySet = keys.keySet.serialized()
        let verifier = TokenVerifier(
            keys: KeySetCache(clock: foundation.clock, logger: foundation.logger) { keySet },
            issuer: foundation.configuration.issuer,
            audience: foundation.configuration.audience,
            clock: foundation.clock
        )
        let useCases = UserUseCases(
            foundation: foundation,
            keys: keys,
            hasher: hasher,
            authenticator: Authenticator(verifier: verifier),
            measures: AuthenticationMeasures(registry: telemetry.metrics)
        )
        let router = makeServiceRouter()
        useCases.addAccountRoutes(to: router)
        useCases.addAuthenticationRoutes(to: router)
        router.serve(UserAPI.document)
        routes = router.routeList
        let listeners = try foundation.listen(
            routes: router,
            maximumBodyBytes: Self.maximumBodyBytes,
            workers: [hasher, useCases.completedTodosConsumer()]
        ) { connection, now in
            try SessionRepository(connection: connection).sweep(at: now)
        }
        publicAddress = listeners.publicAddress
        adminAddress = listeners.adminAddress
        services = listeners.services
    }
}
