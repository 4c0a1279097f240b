import ArgumentParser
import Logging
import SearchServer
import ServiceKit
import Telemetry

@main
struct MartletSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-search",
        abstract: "Stores log documents and answers Elasticsearch's HTTP API.",
        discussion: """
            Every flag can also be set in the environment (--http.port as MARTLET_HTTP_PORT) and in the file of \
            --config (a line http.port: 9200). A flag comes before the environment, the environment before the file.
            """,
        version: Version.current
    )

    @Option(name: .customLong("path.data"), help: "The directory for indices. (default: data/search)")
    var dataPath: String?
    @Option(name: .customLong("http.host"), help: "Where to listen. (default: 127.0.0.1)")
    var host: String?
    @Option(name: .customLong("http.port"), help: "The port; 0 is any free one. (default: 9200)")
    var port: String?
    @Option(name: .customLong("http.max-content-length"), help: "The largest body. (default: 100MiB)")
    var maxContentLength: String?
    @Option(name: .customLong("cluster.name"), help: "The name of the cluster in answers. (default: martlet)")
    var clusterName: String?
    @Option(name: .customLong("node.name"), help: "The name of the node in answers. (default: martlet-1)")
    var nodeName: String?
    @Option(name: .customLong("search.workers"), help: "Searches and writes at a time. (default: 4)")
    var workers: String?
    @Option(name: .customLong("search.queue-size"), help: "How many more may wait; then 429. (default: 1000)")
    var queueSize: String?
    @Option(name: .customLong("config"), help: "A YAML file of these settings.")
    var file: String?
    @Option(name: .customLong("log.level"), help: "trace, debug, info, warn, error or critical. (default: info)")
    var logLevel: String?
    @Flag(name: .customLong("check"), help: "Check the settings, say what they are, and end.")
    var checks = false

    private static let names = [
        "path.data", "http.host", "http.port", "http.max-content-length", "cluster.name", "node.name",
        "search.workers", "search.queue-size", "log.level",
    ]

    func run() async throws {
        do {
            try await start()
        } catch let error as StartupError {
            LogDestination.standardError.write(Array("martlet-search: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func start() async throws {
        let settings = try Settings(file: file, names: Self.names)
        let configuration = try configuration(settings)
        let level = try settings.logLevel(flag: logLevel)
        if checks {
            print("the settings are valid: \(configuration.dataPath) on \(configuration.listenAddress)")
            return
        }
        let logger = Logger(
            service: "martlet-search",
            version: Version.current,
            destination: .standardError,
            level: level
        )
        let telemetry = ServiceTelemetry(service: "martlet-search", version: Version.current, logger: logger)
        let application = try await SearchApplication(configuration: configuration, telemetry: telemetry)
        try await runServices(application.services, logger: logger) {
            logger.notice(
                "The server is ready to receive requests",
                metadata: [
                    "server.address": "\(application.address.host)",
                    "server.port": .stringConvertible(application.address.port),
                ]
            )
        }
    }

    private func configuration(_ settings: Settings) throws(StartupError) -> SearchConfiguration {
        let path = try settings.string("path.data", flag: dataPath, default: "data/search")
        var configuration = SearchConfiguration(
            dataPath: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        )
        configuration.listenAddress = ListenAddress(
            host: try settings.string("http.host", flag: host, default: configuration.listenAddress.host),
            port: try settings.integer("http.port", flag: port, default: 9200, in: 0...65535)
        )
        configuration.maxContentBytes = try settings.bytes(
            "http.max-content-length",
            flag: maxContentLength,
            default: configuration.maxContentBytes
        )
        configuration.clusterName = try settings.string("cluster.name", flag: clusterName, default: "martlet")
        configuration.nodeName = try settings.string("node.name", flag: nodeName, default: "martlet-1")
        configuration.workers = try settings.integer("search.workers", flag: workers, default: 4, in: 1...256)
        configuration.queueSize = try settings.integer("search.queue-size", flag: queueSize, default: 1000)
        return configuration
    }
}
