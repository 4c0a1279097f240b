internal import Foundation
internal import Logging
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// What the three programs do alike: read settings, log to standard output, run until SIGTERM.
public enum ServiceProgram {
    /// - Parameters:
    ///   - extraSettings: Names of the service's own settings.
    ///   - configure: Reads the settings; throws a `StartupError` for a value that cannot be used.
    ///   - start: Opens the application and gives its services and the addresses that it has taken.
    public static func run<Configuration>(
        service: String,
        flags: ServiceFlags,
        extraSettings: [String] = [],
        configure: (Settings) throws -> Configuration,
        start: (Configuration, ServiceTelemetry) async throws -> (
            services: [any Service], listen: ListenAddress, admin: ListenAddress
        )
    ) async throws {
        let settings = try Settings(file: flags.config, names: ServiceConfiguration.settingNames + extraSettings)
        let level = try settings.logLevel(flag: flags.logLevel)
        let configuration = try configure(settings)
        if flags.check {
            print("\(service): the configuration is valid")
            return
        }
        let logger = Logger(
            service: service,
            version: Version.current,
            destination: .standardOutput,
            level: level
        )
        let telemetry = ServiceTelemetry(service: service, version: Version.current, logger: logger)
        let (services, listen, admin) = try await start(configuration, telemetry)
        try await runServices(services, logger: logger) {
            logger.notice("Listening", metadata: ["server.address": "\(listen)", "admin.address": "\(admin)"])
        }
        logger.notice("Stopped")
    }

    /// Says on standard error why the program cannot go on, and ends it with status 1.
    public static func exit(because error: any Error, program: String) -> Never {
        FileHandle.standardError.write(Data("\(program): \(error)\n".utf8))
        Foundation.exit(1)
    }
}
