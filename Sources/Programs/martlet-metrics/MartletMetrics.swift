import ArgumentParser
import Logging
import MetricsServer
import ServiceKit
import Telemetry

@main
struct MartletMetrics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-metrics",
        abstract: "Scrapes metrics, stores them and answers Prometheus's HTTP API.",
        discussion: """
            Every flag can also be set in the environment: --web.listen-address as MARTLET_WEB_LISTEN_ADDRESS. SIGHUP \
            reads the configuration file again.
            """,
        version: Version.current
    )

    @Option(name: .customLong("config.file"), help: "The scrape configuration. (default: prometheus.yml)")
    var configFile: String?
    @Option(name: .customLong("storage.tsdb.path"), help: "The directory for samples. (default: data/)")
    var storagePath: String?
    @Option(name: .customLong("storage.tsdb.retention.time"), help: "How long samples are kept. (default: 15d)")
    var retention: String?
    @Option(
        name: .customLong("storage.wal-fsync"),
        help: "How often the log goes to the disk itself, or \"always\" for every append. (default: 1s)"
    )
    var synchronization: String?
    @Option(name: .customLong("web.listen-address"), help: "Where to listen. (default: 127.0.0.1:9090)")
    var listenAddress: String?
    @Flag(name: .customLong("web.enable-lifecycle"), help: "Allow a reload by POST /-/reload.")
    var enablesLifecycle = false
    @Flag(name: .customLong("web.enable-remote-write-receiver"), help: "Not supported by this version: an error.")
    var enablesRemoteWrite = false
    @Option(name: .customLong("query.timeout"), help: "The longest that a query may take. (default: 2m)")
    var queryTimeout: String?
    @Option(name: .customLong("query.max-concurrency"), help: "Queries at a time. (default: 20)")
    var queryConcurrency: String?
    @Option(name: .customLong("query.max-samples"), help: "Samples that a query may hold. (default: 50000000)")
    var querySamples: String?
    @Option(name: .customLong("query.lookback-delta"), help: "How old a sample may be to count. (default: 5m)")
    var lookbackDelta: String?
    @Option(name: .customLong("log.level"), help: "trace, debug, info, warn, error or critical. (default: info)")
    var logLevel: String?
    @Flag(name: .customLong("check-config"), help: "Check the configuration file, say what is in it, and end.")
    var checksConfiguration = false
    @Option(
        name: .customLong("check-metrics"),
        help: "Check the text that a target would answer, in this file, and end."
    )
    var metricsFile: String?

    func run() async throws {
        do {
            try await start()
        } catch let error as StartupError {
            LogDestination.standardError.write(Array("martlet-metrics: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func start() async throws {
        if let metricsFile {
            print("\(metricsFile): \(try MetricsApplication.checkMetrics(metricsFile))")
            return
        }
        let settings = try Settings()
        let configuration = try configuration(settings)
        if checksConfiguration {
            print("\(try MetricsApplication.check(configuration.source)): the configuration is valid")
            return
        }
        let logger = Logger(
            service: "martlet-metrics",
            version: Version.current,
            destination: .standardError,
            level: try settings.logLevel(flag: logLevel)
        )
        let telemetry = ServiceTelemetry(service: "martlet-metrics", version: Version.current, logger: logger)
        let application = try await MetricsApplication(configuration: configuration, telemetry: telemetry)
        try await runServices([await ReloadSignal(application)] + application.services, logger: logger) {
            logger.notice(
                "The server is ready to receive web requests",
                metadata: [
                    "server.address": "\(application.address.host)",
                    "server.port": .stringConvertible(application.address.port),
                ]
            )
        }
    }

    private func configuration(_ settings: Settings) throws -> MetricsConfiguration {
        guard !enablesRemoteWrite else {
            throw StartupError("--web.enable-remote-write-receiver: remote write is not supported by this version")
        }
        let file = try settings.string("config.file", flag: configFile, default: "prometheus.yml")
        let path = try settings.string("storage.tsdb.path", flag: storagePath, default: "data/")
        var configuration = MetricsConfiguration(
            source: .file(file),
            storagePath: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        )
        configuration.retention = try positive(
            "storage.tsdb.retention.time",
            retention,
            .seconds(15 * 86_400),
            settings
        )
        if try settings.string("storage.wal-fsync", flag: synchronization, default: "1s") == "always" {
            configuration.synchronization = .always
        } else {
            configuration.synchronization = .every(
                try positive("storage.wal-fsync", synchronization, .seconds(1), settings)
            )
        }
        configuration.listenAddress = try settings.address(
            "web.listen-address",
            flag: listenAddress,
            default: configuration.listenAddress
        )
        configuration.enablesLifecycle = try settings.boolean(
            "web.enable-lifecycle",
            flag: enablesLifecycle ? true : nil,
            default: false
        )
        configuration.queryTimeout = try positive("query.timeout", queryTimeout, .seconds(120), settings)
        configuration.queryConcurrency = try settings.integer(
            "query.max-concurrency",
            flag: queryConcurrency,
            default: configuration.queryConcurrency,
            in: 1...1024
        )
        configuration.querySamples = try settings.integer(
            "query.max-samples",
            flag: querySamples,
            default: configuration.querySamples,
            in: 1...Int.max
        )
        configuration.lookbackDelta = try positive("query.lookback-delta", lookbackDelta, .seconds(300), settings)
        return configuration
    }

    private func positive(
        _ name: String,
        _ flag: String?,
        _ fallback: Duration,
        _ settings: Settings
    ) throws -> Duration {
        let duration = try settings.duration(name, flag: flag, default: fallback)
        guard duration > .zero else { throw StartupError("--\(name) must be above zero") }
        return duration
    }
}
