public import Bytes
public import EventBus
public import Logging
public import SQLDatabase
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// What every service stands on: its database with outbox, inbox and kept answers, the event bus, and its two
/// listeners.
public struct ServiceFoundation: Sendable {
    public let configuration: ServiceConfiguration
    public let telemetry: ServiceTelemetry
    public let database: SQLDatabase
    public let events: SQLiteEventLog
    public let outbox: Outbox
    public let cursors: PageCursor
    public let health: Health

    /// The tables of this foundation; a service's own come after it.
    public static let migration = Migration(
        1,
        "foundation",
        [ServiceSecrets.schema, Outbox.schema, Idempotency.schema].joined(separator: "\n")
    )

    public var clock: WallClock { configuration.clock }
    public var logger: Logger { telemetry.logger }

    /// Opens and migrates the database and the event log.
    public init(
        configuration: ServiceConfiguration,
        telemetry: ServiceTelemetry,
        migrations: [Migration]
    ) async throws {
        self.configuration = configuration
        self.telemetry = telemetry
        var options = SQLDatabase.Options(durability: configuration.durability)
        options.busyTimeout = configuration.busyTimeout
        database = try await SQLDatabase.open(
            configuration.database,
            options: options,
            migrations: [Self.migration] + migrations,
            metrics: telemetry.metrics
        )
        events = try await SQLiteEventLog.open(
            configuration.events,
            clock: configuration.clock,
            metrics: telemetry.metrics
        )
        outbox = Outbox()
        cursors = PageCursor(secret: try await ServiceSecrets.secret("cursors", in: database))
        health = Health()
        health.addReadinessCheck("database") { [database] in await database.unavailability() }
    }

    /// Takes both ports. `services` are in start order, so that the listener of the public routes stops first and the
    /// outbox empties itself last.
    public func listen(
        routes: AppRouter,
        maximumBodyBytes: Int,
        workers: [any Service],
        sweeping: @escaping @Sendable (SQLConnection, Timestamp) throws -> Void = { _, _ in }
    ) throws -> ServiceListeners {
        var options = HTTPServerOptions()
        options.maxBodyBytes = maximumBodyBytes
        let publicServer = try HTTPServer.bind(
            configuration.listen,
            flag: configuration.listenFlag,
            router: routes,
            options: options,
            telemetry: telemetry
        )
        var adminOptions = HTTPServerOptions()
        // Probes and scrapes come every few seconds and say nothing when they succeed.
        adminOptions.logsRequests = false
        let adminServer = try HTTPServer.bind(
            configuration.admin,
            flag: configuration.adminFlag,
            router: makeAdminRouter(health: health, telemetry: telemetry),
            options: adminOptions,
            telemetry: telemetry
        )
        let relay = OutboxRelay(
            outbox: outbox,
            database: database,
            bus: events,
            clock: clock,
            metrics: telemetry.metrics,
            logger: logger
        )
        let sweeper = ExpirySweeper(database: database, clock: clock, logger: logger, more: sweeping)
        return ServiceListeners(
            publicAddress: publicServer.address,
            adminAddress: adminServer.address,
            services: [adminServer, events.retentionSweeper(), sweeper, relay] + workers
                + [publicServer, DrainSignal(health: health, delay: configuration.drainDelay)]
        )
    }
}

/// A service's bound ports and everything that runs for it.
public struct ServiceListeners: Sendable {
    public let publicAddress: ListenAddress
    public let adminAddress: ListenAddress
    public let services: [any Service]
}
