public import Logging
public import ServiceLifecycle
import UnixSignals

/// Runs the services of one program until SIGTERM or SIGINT, then drains them, the last started first.
///
/// - Parameters:
///   - services: In start order. When one ends or fails, the others are shut down gracefully.
///   - drainTimeout: How long the graceful shutdown may take before what is left is cancelled.
public func runServices(
    _ services: [any Service],
    logger: Logger,
    drainTimeout: Duration = .seconds(10)
) async throws {
    var configuration = ServiceGroupConfiguration(
        services: services.map {
            .init(
                service: $0,
                successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup
            )
        },
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
    )
    configuration.maximumGracefulShutdownDuration = drainTimeout
    configuration.maximumCancellationDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
}
