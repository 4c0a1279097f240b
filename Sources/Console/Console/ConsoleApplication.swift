import Hummingbird
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// The console: the page, what it asks of the servers behind it, and the services' public paths at one port.
public struct ConsoleApplication: Sendable {
    /// With the real port.
    public let address: ListenAddress
    /// In start order.
    public let services: [any Service]

    /// Takes the port; requests are answered when the services run.
    /// - Throws: `StartupError` for a configuration that cannot work and for a port in use.
    public init(configuration: ConsoleConfiguration, telemetry: ServiceTelemetry) async throws {
        try configuration.validate()
        let health = Health()
        let router = makeRouter()
        let hosts = HostRule(listening: configuration.address.host, allowed: configuration.allowedHosts)
        router.add(middleware: HostGuard(rule: hosts))
        router.add(middleware: SecurityHeaders())

        addAdminRoutes(to: router, health: health, telemetry: telemetry)
        try await AssetRoutes(source: configuration.assets).add(to: router)
        StatusBoard(
            components: configuration.components,
            services: Set(configuration.publicRoutes.map(\.service)).sorted(),
            logIndex: configuration.logIndex,
            version: telemetry.version
        ).add(to: router)

        let proxy = ReverseProxy(timeout: configuration.upstreamTimeout)
        let search = try Upstream(configuration.searchURL, name: "search server")
        let metrics = try Upstream(configuration.metricsURL, name: "metrics server")
        LogRoutes(proxy: proxy, upstream: search).add(to: router)
        MetricRoutes(proxy: proxy, upstream: metrics).add(to: router)
        for route in configuration.publicRoutes {
            try PublicRouteHandler(route, proxy: proxy).add(to: router)
        }

        var options = HTTPServerOptions()
        options.maxBodyBytes = configuration.maxBodyBytes
        let server = try HTTPServer.bind(
            configuration.address,
            flag: configuration.addressFlag,
            router: router,
            options: options,
            telemetry: telemetry
        )
        address = server.address
        services = [server, DrainSignal(health: health, delay: configuration.drainDelay)]
    }
}
