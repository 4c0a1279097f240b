import Bytes
import Console
import Logging
import MetricsServer
import PostService
import SQLDatabase
import SearchServer
import ServiceApplication
import ServiceKit
import ServiceLifecycle
import Shipper
import Storage
import Telemetry
import TodoService
import UserService

/// Every part of the platform, opened and with its ports taken, wired to the others by their addresses alone.
struct PlatformAssembly {
    /// In start order; they shut down the other way round, so that what is behind outlives what is in front.
    let services: [any Service]
    let endpoints: Endpoints
    let logger: Logger

    init(_ configuration: UpConfiguration, in data: borrowing DataDirectory) async throws {
        let programs = ProgramTelemetry(level: configuration.logLevel, logs: data.logs)
        logger = try programs.make("martlet").logger

        var search = SearchConfiguration(dataPath: data.search)
        search.listenAddress = configuration.search
        search.listenFlag = "--search.listen"
        let searchServer = try await SearchApplication(
            configuration: search,
            telemetry: try programs.make("martlet-search")
        )

        // What is scraped is known when every port is; until then there is nothing to scrape.
        let scrapeFile = "\(data.generated)/prometheus.yml"
        try FileSystem.publish(
            Array(GeneratedConfiguration.prometheus(interval: .seconds(1), jobs: []).utf8),
            to: scrapeFile
        )
        var metrics = MetricsConfiguration(source: .file(scrapeFile), storagePath: data.metrics)
        metrics.listenAddress = configuration.metrics
        metrics.listenFlag = "--metrics.listen"
        metrics.retention = configuration.metricsRetention
        let metricsServer = try await MetricsApplication(
            configuration: metrics,
            telemetry: try programs.make("martlet-metrics")
        )

        var users = UserConfiguration()
        users.service.take(configuration.user, flags: "user", database: data.database("users"), data.database("events"))
        let userService = try await UserApplication(
            configuration: users,
            telemetry: try programs.make("user-service")
        )
        let keys = userService.publicAddress.url + "/.well-known/jwks.json"
        var todos = TodoConfiguration()
        todos.service.take(configuration.todo, flags: "todo", database: data.database("todos"), data.database("events"))
        todos.service.jwks = keys
        let todoService = try await TodoApplication(
            configuration: todos,
            telemetry: try programs.make("todo-service")
        )
        var posts = PostConfiguration()
        posts.service.take(configuration.post, flags: "post", database: data.database("posts"), data.database("events"))
        posts.service.jwks = keys
        let postService = try await PostApplication(
            configuration: posts,
            telemetry: try programs.make("post-service")
        )

        let shipperFile = "\(data.generated)/shipper.conf"
        let shipperText = GeneratedConfiguration.fluentd(
            logs: data.logs,
            state: data.shipper,
            search: searchServer.address.reachable,
            forward: configuration.shipperForward
        )
        try FileSystem.publish(Array(shipperText.utf8), to: shipperFile)
        var shipping = ShipperConfiguration(source: .file(shipperFile), metricsAddress: configuration.shipperMetrics)
        shipping.metricsFlag = "--shipper.metrics"
        shipping.forwardFlag = "--shipper.forward"
        let shipper = try await ShipperApplication(
            configuration: shipping,
            telemetry: try programs.make("martlet-shipper")
        )

        var console = ConsoleConfiguration(searchURL: searchServer.address.url, metricsURL: metricsServer.address.url)
        console.address = configuration.console
        console.addressFlag = "--console.listen"
        console.publicRoutes = ConsoleConfiguration.publicRoutes(
            userService: userService.publicAddress.url,
            todoService: todoService.publicAddress.url,
            postService: postService.publicAddress.url
        )
        if let directory = configuration.uiDirectory {
            console.assets = .directory(directory)
        }
        let parts = [
            Endpoints.Part("user-service", "accounts", userService.publicAddress, admin: userService.adminAddress),
            Endpoints.Part("todo-service", "to-do lists", todoService.publicAddress, admin: todoService.adminAddress),
            Endpoints.Part("post-service", "posts", postService.publicAddress, admin: postService.adminAddress),
            Endpoints.Part("martlet-metrics", "metrics, as Prometheus", metricsServer.address),
            Endpoints.Part("martlet-search", "logs, as Elasticsearch", searchServer.address),
            Endpoints.Part(
                "martlet-shipper",
                "log shipping, as Fluentd",
                shipper.metricsAddress ?? configuration.shipperMetrics
            ),
        ]
        console.components = parts.map {
            .init(name: $0.name, purpose: $0.purpose, url: $0.address.url, healthURL: $0.admin.url + "/readyz")
        }
        let consoleServer = try await ConsoleApplication(
            configuration: console,
            telemetry: try programs.make("martlet-console")
        )
        endpoints = Endpoints(
            console: consoleServer.address,
            forward: shipper.forwardAddresses.first,
            parts: parts
        )

        let jobs = parts.map { (name: $0.name, address: $0.admin) } + [("martlet-console", consoleServer.address)]
        let scrape = GeneratedConfiguration.prometheus(interval: configuration.scrapeInterval, jobs: jobs)
        try FileSystem.publish(Array(scrape.utf8), to: scrapeFile)
        metricsServer.reload()
        try FileSystem.publish(endpoints.json.serialized(pretty: true), to: data.endpoints)

        var services = searchServer.services + metricsServer.services + shipper.services
        services += userService.services + todoService.services + postService.services + consoleServer.services
        if let demo = configuration.demo {
            services.append(
                DemoLoad(
                    url: consoleServer.address.url,
                    logger: logger,
                    requests: demo.requests,
                    perSecond: demo.perSecond
                )
            )
        }
        self.services = services
    }
}

/// Makes each part's telemetry: a registry of its own, and a log file that the shipper can follow.
private struct ProgramTelemetry {
    let level: Logger.Level
    let logs: String

    func make(_ name: String) throws -> ServiceTelemetry {
        let logger = Logger(
            service: name,
            version: Version.current,
            destination: try .file("\(logs)/\(name).log"),
            level: level
        )
        return ServiceTelemetry(service: name, version: Version.current, logger: logger)
    }
}

extension ServiceConfiguration {
    fileprivate mutating func take(
        _ listeners: UpConfiguration.Listeners,
        flags prefix: String,
        database path: String,
        _ eventsPath: String
    ) {
        listen = listeners.listen
        listenFlag = "--\(prefix).listen"
        admin = listeners.admin
        adminFlag = "--\(prefix).admin"
        database = DatabaseLocation(path: path)
        events = DatabaseLocation(path: eventsPath)
        // No load balancer has to notice anything here.
        drainDelay = .zero
    }
}
