import ArgumentParser

/// The flags of `martlet up`. Each may also stand in the environment: `--user.listen` is `MARTLET_USER_LISTEN`.
struct UpFlags: ParsableArguments {
    @Option(help: "The folder that holds everything. (default: martlet-data)")
    var data: String?

    @Flag(help: "Send a bounded, realistic load, so that there is something to look at.")
    var demo = false

    @Option(name: .customLong("demo.requests"), help: "How many requests the demo sends. (default: 3000)")
    var demoRequests: String?

    @Option(name: .customLong("demo.rate"), help: "How many of them in a second. (default: 12)")
    var demoRate: String?

    @Option(
        name: .customLong("console.listen"),
        help: "The console and the services' public paths. (default: 127.0.0.1:8080)"
    )
    var consoleListen: String?

    @Option(name: .customLong("user.listen"), help: "The user service. (default: 127.0.0.1:8081)")
    var userListen: String?

    @Option(name: .customLong("user.admin"), help: "Its health and metrics. (default: 127.0.0.1:9181)")
    var userAdmin: String?

    @Option(name: .customLong("todo.listen"), help: "The todo service. (default: 127.0.0.1:8082)")
    var todoListen: String?

    @Option(name: .customLong("todo.admin"), help: "Its health and metrics. (default: 127.0.0.1:9182)")
    var todoAdmin: String?

    @Option(name: .customLong("post.listen"), help: "The post service. (default: 127.0.0.1:8083)")
    var postListen: String?

    @Option(name: .customLong("post.admin"), help: "Its health and metrics. (default: 127.0.0.1:9183)")
    var postAdmin: String?

    @Option(name: .customLong("metrics.listen"), help: "The metrics server. (default: 127.0.0.1:9090)")
    var metricsListen: String?

    @Option(name: .customLong("search.listen"), help: "The search server. (default: 127.0.0.1:9200)")
    var searchListen: String?

    @Option(name: .customLong("shipper.forward"), help: "The shipper's forward input. (default: 127.0.0.1:24224)")
    var shipperForward: String?

    @Option(name: .customLong("shipper.metrics"), help: "The shipper's health and metrics. (default: 127.0.0.1:24231)")
    var shipperMetrics: String?

    @Option(name: .customLong("scrape.interval"), help: "How often metrics are read. (default: 5s)")
    var scrapeInterval: String?

    @Option(name: .customLong("metrics.retention"), help: "How long metrics are kept. (default: 15d)")
    var metricsRetention: String?

    @Option(
        name: .customLong("log.level"),
        help: "trace, debug, info, notice, warning, error or critical. (default: info)"
    )
    var logLevel: String?

    @Option(name: .customLong("ui-dir"), help: "Serve the console's page from this folder, for work on the page.")
    var uiDirectory: String?

    @Option(name: .customLong("config"), help: "A YAML file of these settings; unknown keys are errors.")
    var config: String?
}
