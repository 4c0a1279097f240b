import Bytes
import Logging
import Scraping
import ServiceKit
import Synchronization
import Telemetry

/// The configuration in force. A reload takes a new one only when all of it is right.
final class ConfigurationHolder: Sendable {
    struct Reload: Sendable {
        var isSuccessful = true
        /// Of the last successful one.
        var time: Timestamp
    }

    private let source: MetricsConfiguration.Source
    private let state: Mutex<(configuration: ScrapeConfiguration, reload: Reload)>
    private let scrapes: ScrapeManager
    private let logger: Logger
    private let isSuccessful: Gauge
    private let successTime: Gauge

    init(
        _ configuration: ScrapeConfiguration,
        source: MetricsConfiguration.Source,
        scrapes: ScrapeManager,
        telemetry: ServiceTelemetry
    ) {
        self.source = source
        self.scrapes = scrapes
        logger = telemetry.logger
        state = Mutex((configuration, Reload(time: .now())))
        isSuccessful = telemetry.metrics.gauge(
            "prometheus_config_last_reload_successful",
            "Whether the last configuration reload attempt was successful."
        )
        successTime = telemetry.metrics.gauge(
            "prometheus_config_last_reload_success_timestamp_seconds",
            "Timestamp of the last successful configuration reload."
        )
        scrapes.apply(configuration.jobs)
        isSuccessful.set(1)
        successTime.set(Timestamp.now().seconds)
    }

    var current: ScrapeConfiguration { state.withLock { $0.configuration } }
    var reload: Reload { state.withLock { $0.reload } }

    /// Reads the source again. On an error everything stays as it was.
    func load() throws(ConfigurationError) {
        do throws(ConfigurationError) {
            let configuration = try ScrapeConfiguration.load(source)
            state.withLock { $0 = (configuration, Reload(time: .now())) }
            scrapes.apply(configuration.jobs)
            isSuccessful.set(1)
            successTime.set(Timestamp.now().seconds)
            logger.info("The configuration was reloaded", metadata: ["martlet.jobs": "\(configuration.jobs.count)"])
        } catch {
            state.withLock { $0.reload.isSuccessful = false }
            isSuccessful.set(0)
            logger.error("The configuration was not reloaded", metadata: ["error.message": "\(error)"])
            throw error
        }
    }
}
