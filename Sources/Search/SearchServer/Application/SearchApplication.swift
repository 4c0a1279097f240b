import Bytes
import LogStore
import Logging
import NIOPosix
public import ServiceKit
public import ServiceLifecycle
public import Telemetry

/// A search server: store and HTTP API.
public struct SearchApplication: Sendable {
    /// With the real port.
    public let address: ListenAddress
    /// To run in this order.
    public let services: [any Service]

    /// Takes the port and the data directory and rebuilds the indices; answers once its services run.
    ///
    /// - Throws: `StartupError` for a port or a directory in use and for damaged files.
    public init(configuration: SearchConfiguration, telemetry: ServiceTelemetry) async throws {
        let environment = StoreEnvironment { Timestamp.now() }
        let store = try await NIOThreadPool.singleton.runIfActive {
            do throws(LogStoreError) {
                return try LogStore(
                    directory: configuration.dataPath,
                    environment: environment,
                    indexLimit: configuration.indexLimit
                )
            } catch {
                throw StartupError("--path.data \(configuration.dataPath): \(error.reason)")
            }
        }
        let recovery = store.recovery
        telemetry.logger.info(
            "The store is open",
            metadata: [
                "martlet.indices": .stringConvertible(recovery.indices),
                "martlet.records": .stringConvertible(recovery.records),
            ]
        )
        if recovery.droppedBytes > 0 {
            telemetry.logger.warning(
                "A write at the end of a log was torn before it was acknowledged, and has been cut off",
                metadata: ["martlet.bytes": .stringConvertible(recovery.droppedBytes)]
            )
        }
        let health = Health()
        let pool = WorkPool(
            workers: configuration.workers,
            queueSize: configuration.queueSize,
            metrics: telemetry.metrics
        )
        let api = SearchAPI(
            store: store,
            pool: pool,
            identity: NodeIdentity(
                clusterName: configuration.clusterName,
                clusterUUID: store.uuid,
                nodeName: configuration.nodeName
            ),
            configuration: configuration,
            telemetry: telemetry,
            metrics: SearchMetrics(telemetry.metrics, store: store),
            address: BoundAddress()
        )
        var options = HTTPServerOptions()
        options.maxBodyBytes = configuration.maxContentBytes
        options.renderError = ResponseErrors.render
        // Shippers write all the time; what fails is logged in any case.
        options.logsRequests = telemetry.logger.logLevel <= .debug
        let server = try HTTPServer.bind(
            configuration.listenAddress,
            flag: configuration.listenFlag,
            router: api.router(health: health),
            options: options,
            telemetry: telemetry
        )
        address = server.address
        api.address.set(server.address)
        services = [
            StoreMaintenance(
                store: store,
                pool: pool,
                interval: configuration.synchronizationInterval,
                logger: telemetry.logger
            ),
            server,
            // Shut down first: from then on the server is not ready, and still answers.
            DrainSignal(health: health, delay: .zero),
        ]
    }
}

/// Brings onto the device what indices with `async` durability have written, and everything at the end.
struct StoreMaintenance: Service {
    let store: LogStore
    let pool: WorkPool
    let interval: Duration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: interval)
                    try await synchronize()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("The log cannot be synchronized", metadata: ["error.message": "\(error)"])
                }
            }
        }
        try await synchronize()
        await pool.shutdown()
    }

    private func synchronize() async throws {
        let store = store
        try await NIOThreadPool.singleton.runIfActive { try store.synchronize() }
    }
}
