import Bytes
import Logging
import NIOPosix
import Scraping
public import ServiceKit
public import ServiceLifecycle
import Storage
public import Telemetry
import TimeSeries

/// A metrics server: store, scraper, query engine and HTTP API.
public struct MetricsApplication: Sendable {
    /// With the real port.
    public let address: ListenAddress
    /// To run in this order.
    public let services: [any Service]
    private let configuration: ConfigurationHolder

    /// Takes the port and the directory and reads the log; answers and scrapes once its services run.
    ///
    /// - Throws: `StartupError` for a port or directory in use, a damaged log and a wrong configuration.
    public init(configuration settings: MetricsConfiguration, telemetry: ServiceTelemetry) async throws {
        let scrapeConfiguration: ScrapeConfiguration
        do throws(ConfigurationError) {
            scrapeConfiguration = try ScrapeConfiguration.load(settings.source)
        } catch {
            throw StartupError("the configuration cannot be used: \(error)")
        }
        let pool = NIOThreadPool.singleton
        let maintenance = StoreMaintenance(
            store: try await MetricsApplication.open(settings, on: pool),
            synchronization: settings.synchronization,
            retention: settings.retention,
            pool: pool,
            logger: telemetry.logger
        )
        let store = maintenance.store
        try await pool.runIfActive { maintenance.removeExpired() }
        let recovery = store.statistics.recovery
        if recovery.droppedBytes > 0 {
            telemetry.logger.warning(
                "A record at the end of the log was torn before it was acknowledged, and has been cut off",
                metadata: ["martlet.bytes": "\(recovery.droppedBytes)"]
            )
        }
        StoreMetrics.register(store, in: telemetry.metrics)
        telemetry.metrics.gauge(
            "prometheus_build_info",
            "A metric with a constant '1' value, labeled by the version whose API this is.",
            labels: [("version", MetricsAPI.version), ("revision", "martlet-\(Version.current)")]
        ).set(1)

        let scrapes = ScrapeManager(
            store: store,
            pool: pool,
            telemetry: telemetry,
            identity: "\(ProcessEnvironment.hostName) \(scrapeConfiguration.externalLabels)"
        )
        configuration = ConfigurationHolder(
            scrapeConfiguration,
            source: settings.source,
            scrapes: scrapes,
            telemetry: telemetry
        )
        let health = Health()
        let api = MetricsAPI(
            store: store,
            scrapes: scrapes,
            configuration: configuration,
            executor: QueryExecutor(
                concurrency: settings.queryConcurrency,
                timeout: settings.queryTimeout,
                metrics: telemetry.metrics
            ),
            settings: settings,
            telemetry: telemetry,
            health: health,
            started: .now()
        )
        var options = HTTPServerOptions()
        options.renderError = APIError.render
        // Scrapes of itself and dashboards ask all the time; what fails is logged in any case.
        options.logsRequests = telemetry.logger.logLevel <= .debug
        let server = try HTTPServer.bind(
            settings.listenAddress,
            flag: settings.listenFlag,
            router: api.router(),
            options: options,
            telemetry: telemetry
        )
        address = server.address
        services = [maintenance, scrapes, server, DrainSignal(health: health, delay: .zero)]
    }

    /// Reads the configuration again, as SIGHUP does. What is wrong with it is logged, and the old one stays.
    public func reload() {
        try? configuration.load()
    }

    /// Checks a prometheus.yml without starting anything.
    ///
    /// - Returns: what is in it, in a line.
    public static func check(_ source: MetricsConfiguration.Source) throws(StartupError) -> String {
        do throws(ConfigurationError) {
            let configuration = try ScrapeConfiguration.load(source)
            let targets = configuration.jobs.reduce(0) { $0 + $1.staticGroups.reduce(0) { $0 + $1.addresses.count } }
            return "\(configuration.jobs.count) scrape jobs with \(targets) targets"
        } catch {
            throw StartupError("\(error)")
        }
    }

    /// Checks an exposition, as a target would answer it, against its format: OpenMetrics with all its rules where the
    /// text ends with `# EOF`, else Prometheus's text format.
    ///
    /// - Returns: what it was taken for.
    public static func checkMetrics(_ path: String) throws(StartupError) -> String {
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try FileSystem.read(path, limit: 256 << 20)
        } catch {
            throw StartupError("\(error)")
        }
        do throws(ExpositionError) {
            let isOpenMetrics =
                bytes.suffix(6).elementsEqual("# EOF\n".utf8) || bytes.suffix(5).elementsEqual("# EOF".utf8)
            if isOpenMetrics {
                try OpenMetricsValidator.validate(bytes)
                return "valid OpenMetrics"
            }
            var reader = ExpositionReader(bytes, format: .text)
            while let entry = try reader.next() {
                if case .sample = entry { _ = try reader.labels() }
            }
            return "valid in the text format"
        } catch {
            throw StartupError("\(path): \(error)")
        }
    }

    private static func open(_ settings: MetricsConfiguration, on pool: NIOThreadPool) async throws -> TimeSeriesStore {
        var options = StoreOptions { Timestamp.now().milliseconds }
        options.synchronization = settings.synchronization == .always ? .always : .byOwner
        // Whole segments are removed, so none may span much of the retention.
        options.segmentDuration = max(60_000, min(2 * 3_600_000, settings.retention.inMilliseconds / 10))
        let fixed = options
        return try await pool.runIfActive {
            do throws(StoreOpenError) {
                return try TimeSeriesStore(directory: settings.storagePath, options: fixed)
            } catch {
                throw StartupError("--storage.tsdb.path \(settings.storagePath): \(error)")
            }
        }
    }
}
