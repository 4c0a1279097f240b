public import Logging
public import ServiceLifecycle
import UnixSignals

/// Runs the services of one program until SIGTERM or SIGINT, then drains them, the last started first.
///
/// - Parameters:
///   - services: In start order. When one ends or fails, the others are shut down gracefully.
///   - drainTimeout: How long the graceful shutdown may take before what is left is cancelled.
///   - announce: Tells the world that the program runs. Called once signals are heeded: who stops the program as soon
///     as it has said so stops it in order.
public func runServices(
    _ services: [any Service],
    logger: Logger,
    drainTimeout: Duration = .seconds(10),
    announce: @escaping @Sendable () -> Void = {}
) async throws {
    DescriptorLimit.raise()
    var configuration = ServiceGroupConfiguration(
        services: (services + [Announcement(announce: announce)]).map {
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

/// Speaks once and then rests: a service that ended would end the others.
private struct Announcement: Service {
    let announce: @Sendable () -> Void

    func run() async throws {
        announce()
        try? await gracefulShutdown()
    }
}
