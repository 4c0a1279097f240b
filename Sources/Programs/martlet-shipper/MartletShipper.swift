import ArgumentParser
import Logging
import ServiceKit
import Shipper
import Telemetry

@main
struct MartletShipper: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-shipper",
        abstract: "Ships logs as a configuration in Fluentd's language says.",
        discussion: """
            Every flag can also be set in the environment: --log.level as MARTLET_LOG_LEVEL. SIGTERM and SIGINT end it \
            in order: inputs stop, what is to be flushed is flushed.
            """,
        version: Version.current
    )

    @Option(
        name: [.customShort("c"), .customLong("config")],
        help: "The configuration file. (default: /etc/fluent/fluent.conf)"
    )
    var configFile: String?
    @Flag(name: .customLong("dry-run"), help: "Check the configuration, print it as it is understood, and end.")
    var isDryRun = false
    @Option(name: .customLong("metrics"), help: "Where health and metrics are served. (default: 127.0.0.1:24231)")
    var metrics: String?
    @Option(
        name: .customLong("root-dir"),
        help: "Where buffers go that have no path, unless root_dir in <system> says so. (default: none)"
    )
    var rootDirectory: String?
    @Option(name: .customLong("drain-timeout"), help: "How long a shutdown waits for deliveries. (default: 5s)")
    var drainTimeout: String?
    @Option(name: .customLong("log.level"), help: "trace, debug, info, warn, error or critical. (default: info)")
    var logLevel: String?

    func run() async throws {
        do {
            try await start()
        } catch let error as StartupError {
            LogDestination.standardError.write(Array("martlet-shipper: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func start() async throws {
        let settings = try Settings()
        let file = try settings.string("config", flag: configFile, default: "/etc/fluent/fluent.conf")
        var configuration = ShipperConfiguration(source: .file(file))
        configuration.metricsAddress = try settings.address(
            "metrics",
            flag: metrics,
            default: ListenAddress(host: "127.0.0.1", port: 24231)
        )
        configuration.rootDirectory = try settings.optionalString("root-dir", flag: rootDirectory)
        configuration.drainTimeout = try settings.duration("drain-timeout", flag: drainTimeout, default: .seconds(5))
        if isDryRun {
            let (text, warnings) = try ShipperApplication.check(configuration)
            for warning in warnings { LogDestination.standardError.write(Array("warning: \(warning)\n".utf8)) }
            LogDestination.standardOutput.write(Array(text.utf8))
            return
        }
        let logger = Logger(
            service: "martlet-shipper",
            version: Version.current,
            destination: .standardError,
            level: try settings.logLevel(flag: logLevel)
        )
        let telemetry = ServiceTelemetry(service: "martlet-shipper", version: Version.current, logger: logger)
        let application = try await ShipperApplication(configuration: configuration, telemetry: telemetry)
        // Inputs read for two seconds more, then outputs have their time.
        try await runServices(
            [await ReloadSignal(logger: logger)] + application.services,
            logger: logger,
            drainTimeout: configuration.drainTimeout + .seconds(4)
        ) {
            for address in application.forwardAddresses {
                logger.notice(
                    "listening for forward",
                    metadata: ["server.address": "\(address.host)", "server.port": "\(address.port)"]
                )
            }
            if let address = application.metricsAddress {
                logger.notice(
                    "serving metrics",
                    metadata: ["server.address": "\(address.host)", "server.port": "\(address.port)"]
                )
            }
        }
    }
}
