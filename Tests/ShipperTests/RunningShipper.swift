import Logging
import ServiceKit
import ServiceLifecycle
import Shipper
import Telemetry

/// A shipper in the test's own process.
struct RunningShipper {
    let application: ShipperApplication
    let telemetry: ServiceTelemetry
    private let group: ServiceGroup

    /// Runs a shipper while `body` does, then stops it in order.
    static func run(
        _ text: String,
        rootDirectory: String? = nil,
        _ body: @escaping @Sendable (RunningShipper) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let telemetry = ServiceTelemetry(service: "shipper", version: "0", logger: logger)
        var configuration = ShipperConfiguration(
            source: .text(text, name: "test.conf"),
            metricsAddress: ListenAddress(host: "127.0.0.1", port: 0),
            hostname: "vm"
        )
        configuration.rootDirectory = rootDirectory
        let application = try await ShipperApplication(configuration: configuration, telemetry: telemetry)
        let group = ServiceGroup(services: application.services, logger: logger)
        let shipper = RunningShipper(application: application, telemetry: telemetry, group: group)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(shipper)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// The text of a metric's sample whose line begins so.
    func metric(_ prefix: String) -> String? {
        String(decoding: telemetry.metrics.text(), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix(prefix) }?.split(separator: " ").last.map(String.init)
    }
}
