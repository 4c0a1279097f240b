import Logging
import ServiceKit

/// The settings of `martlet up`, read and checked.
struct UpConfiguration {
    let data: String
    let demo: Demo?
    let console: ListenAddress
    let user: Listeners
    let todo: Listeners
    let post: Listeners
    let metrics: ListenAddress
    let search: ListenAddress
    let shipperForward: ListenAddress
    let shipperMetrics: ListenAddress
    let scrapeInterval: Duration
    let metricsRetention: Duration
    let logLevel: Logger.Level
    let uiDirectory: String?

    /// A service's two ports.
    struct Listeners {
        let listen: ListenAddress
        let admin: ListenAddress
    }

    struct Demo {
        let requests: Int
        let perSecond: Int
    }

    private static let names = [
        "data", "demo", "demo.requests", "demo.rate", "console.listen", "user.listen", "user.admin", "todo.listen",
        "todo.admin",
        "post.listen", "post.admin", "metrics.listen", "metrics.retention", "search.listen", "shipper.forward",
        "shipper.metrics", "scrape.interval", "log.level", "ui-dir",
    ]

    init(_ flags: UpFlags) throws(StartupError) {
        let settings = try Settings(file: flags.config, names: Self.names)
        func address(_ name: String, _ flag: String?, _ port: Int) throws(StartupError) -> ListenAddress {
            try settings.address(name, flag: flag, default: ListenAddress(host: "127.0.0.1", port: port))
        }
        data = try settings.string("data", flag: flags.data, default: "martlet-data")
        demo =
            if try settings.boolean("demo", flag: flags.demo ? true : nil, default: false) {
                Demo(
                    requests: try settings.integer("demo.requests", flag: flags.demoRequests, default: 3_000),
                    perSecond: try settings.integer("demo.rate", flag: flags.demoRate, default: 12, in: 1...100)
                )
            } else {
                nil
            }
        console = try address("console.listen", flags.consoleListen, 8080)
        user = Listeners(
            listen: try address("user.listen", flags.userListen, 8081),
            admin: try address("user.admin", flags.userAdmin, 9181)
        )
        todo = Listeners(
            listen: try address("todo.listen", flags.todoListen, 8082),
            admin: try address("todo.admin", flags.todoAdmin, 9182)
        )
        post = Listeners(
            listen: try address("post.listen", flags.postListen, 8083),
            admin: try address("post.admin", flags.postAdmin, 9183)
        )
        metrics = try address("metrics.listen", flags.metricsListen, 9090)
        search = try address("search.listen", flags.searchListen, 9200)
        shipperForward = try address("shipper.forward", flags.shipperForward, 24224)
        shipperMetrics = try address("shipper.metrics", flags.shipperMetrics, 24231)
        scrapeInterval = try settings.duration("scrape.interval", flag: flags.scrapeInterval, default: .seconds(5))
        guard scrapeInterval >= .milliseconds(100) else {
            throw StartupError("scrape.interval must be at least 100ms")
        }
        metricsRetention = try settings.duration(
            "metrics.retention",
            flag: flags.metricsRetention,
            default: .seconds(15 * 24 * 3600)
        )
        guard metricsRetention >= .seconds(60) else {
            throw StartupError("metrics.retention must be at least 1m")
        }
        uiDirectory = try settings.optionalString("ui-dir", flag: flags.uiDirectory)
        logLevel = try settings.logLevel(flag: flags.logLevel)
    }
}
