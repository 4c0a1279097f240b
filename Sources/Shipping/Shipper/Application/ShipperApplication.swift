internal import Bytes
internal import EventPipeline
internal import FluentConfiguration
internal import Logging
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// The shipper: inputs, filters, buffers and outputs as a configuration in Fluentd's language says.
public final class ShipperApplication: Sendable {
    /// What is to run, in start order.
    public let services: [any Service]
    /// Where health and metrics are served, with the real port; nil when they are not.
    public let metricsAddress: ListenAddress?
    /// Where forward inputs listen, with real ports, in the order of the configuration.
    public let forwardAddresses: [ListenAddress]

    private let pipeline: Pipeline

    /// Reads the configuration, takes ports and opens buffers.
    ///
    /// - Throws: A `StartupError` that names file and line, or the address that is in use.
    public init(configuration: ShipperConfiguration, telemetry: ServiceTelemetry) async throws {
        let fluent = try ConfigurationLoader.load(configuration)
        let logger = telemetry.logger
        for warning in fluent.warnings { logger.warning("\(warning)") }
        let context = BuildContext(
            metrics: ShipperMetrics(telemetry.metrics),
            logger: logger,
            hostname: configuration.hostname,
            rootDirectory: fluent.system.rootDirectory ?? configuration.rootDirectory,
            forwardFlag: configuration.forwardFlag,
            isCheck: false
        )
        do {
            let built = try await BlockingWork.run { try Self.build(fluent, context) }
            pipeline = built.pipeline
            for note in built.notes { logger.warning("\(note)") }
            let tails = built.tails
            let outputs = OutputService(
                outputs: built.pipeline.outputs,
                drainTimeout: configuration.drainTimeout,
                finish: { for tail in tails { tail.finish() } },
                logger: logger
            )
            let health = Health()
            var services: [any Service] = []
            if let address = configuration.metricsAddress {
                let server = try HTTPServer.bind(
                    address,
                    flag: configuration.metricsFlag,
                    router: makeAdminRouter(health: health, telemetry: telemetry),
                    telemetry: telemetry
                )
                metricsAddress = server.address
                services.append(server)
            } else {
                metricsAddress = nil
            }
            BufferMetrics.register(built.pipeline.outputs, tails, telemetry.metrics)
            services.append(outputs)
            services += built.forwards.map { $0 as any Service }
            services += tails.map { $0 as any Service }
            services.append(DrainSignal(health: health, delay: .zero))
            self.services = services
            forwardAddresses = built.forwards.map(\.address)
        } catch let error as ConfigurationError {
            throw StartupError(error.description)
        } catch let error as BufferError {
            throw StartupError(error.description)
        }
    }

    /// Checks a configuration without opening anything.
    ///
    /// - Returns: The configuration as it was understood, and what in it has no effect.
    /// - Throws: A `StartupError` that names file and line.
    public static func check(_ configuration: ShipperConfiguration) throws -> (text: String, warnings: [String]) {
        let fluent = try ConfigurationLoader.load(configuration)
        let telemetry = MetricsRegistry()
        let context = BuildContext(
            metrics: ShipperMetrics(telemetry),
            logger: Logger(label: "check") { _ in SwiftLogNoOpLogHandler() },
            hostname: configuration.hostname,
            rootDirectory: fluent.system.rootDirectory ?? configuration.rootDirectory,
            forwardFlag: configuration.forwardFlag,
            isCheck: true
        )
        do {
            var builder = PipelineBuilder(context: context)
            _ = try builder.build(fluent)
            for input in fluent.inputs {
                switch input.type {
                case "tail": _ = try InputBuilder.tail(input)
                default: _ = try InputBuilder.forward(input)
                }
            }
        } catch let error as ConfigurationError {
            throw StartupError(error.description)
        }
        return (ConfigurationPrinter.text(fluent.tree), fluent.warnings.map(\.description))
    }

    /// The state of files that are followed.
    private struct Built: Sendable {
        let pipeline: Pipeline
        let tails: [TailInput]
        let forwards: [ForwardInput]
        let notes: [String]
    }

    private static func build(_ fluent: FluentConfiguration, _ context: BuildContext) throws -> Built {
        // Everything that can be wrong with an input is found before buffers are opened.
        var tailPlans: [(plugin: FluentConfiguration.Plugin, configuration: TailConfiguration)] = []
        var forwardPlans: [(plugin: FluentConfiguration.Plugin, settings: ForwardInput.Settings)] = []
        var positionFiles: [String: String] = [:]
        for input in fluent.inputs {
            guard input.type == "tail" else {
                forwardPlans.append((input, try InputBuilder.forward(input)))
                continue
            }
            let tail = try InputBuilder.tail(input)
            if let path = tail.positionFile {
                if let other = positionFiles.updateValue(input.id, forKey: path) {
                    throw input.section.failure(
                        "pos_file",
                        "Other '\(other)' plugin already use same pos_file path: \(path)"
                    )
                }
            } else {
                context.logger.warning(
                    "\(input.location): 'pos_file' is not set: after a restart this input does not know where it was"
                )
            }
            tailPlans.append((input, tail))
        }
        var builder = PipelineBuilder(context: context)
        let pipeline = try builder.build(fluent)
        var tails: [TailInput] = []
        for (plugin, configuration) in tailPlans {
            tails.append(
                try TailInput(
                    configuration,
                    pipeline: pipeline,
                    label: plugin.label,
                    instruments: context.metrics.input(plugin.id, type: plugin.type),
                    logger: context.logger
                )
            )
        }
        var forwards: [ForwardInput] = []
        for (plugin, settings) in forwardPlans {
            forwards.append(
                try ForwardInput(
                    id: plugin.id,
                    settings: settings,
                    flag: context.forwardFlag,
                    pipeline: pipeline,
                    label: plugin.label,
                    instruments: context.metrics.input(plugin.id, type: plugin.type),
                    logger: context.logger
                )
            )
        }
        let known = tails.reduce(into: Set<UInt64>()) { $0.formUnion($1.streams) }
        for output in pipeline.outputs { output.buffer.retain(known) }
        return Built(pipeline: pipeline, tails: tails, forwards: forwards, notes: builder.notes)
    }
}
