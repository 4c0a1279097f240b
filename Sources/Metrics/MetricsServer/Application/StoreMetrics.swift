import Synchronization
import Telemetry
import TimeSeries

/// A store's numbers under the names that dashboards of Prometheus look for.
enum StoreMetrics {
    /// The statistics of a store, taken at most once a second: a scrape reads them for each of its metrics.
    private final class Reading: Sendable {
        private let store: TimeSeriesStore
        private let last = Mutex<(taken: ContinuousClock.Instant, statistics: StoreStatistics)?>(nil)

        init(_ store: TimeSeriesStore) {
            self.store = store
        }

        var statistics: StoreStatistics {
            last.withLock { last in
                let now = ContinuousClock.now
                if let last, now - last.taken < .seconds(1) { return last.statistics }
                let statistics = store.statistics
                last = (now, statistics)
                return statistics
            }
        }
    }

    static func register(_ store: TimeSeriesStore, in registry: MetricsRegistry) {
        let reading = Reading(store)
        func value(
            _ name: String,
            _ help: String,
            _ kind: MetricsRegistry.CollectedKind,
            labels: MetricsRegistry.Labels = [],
            _ read: @escaping @Sendable (StoreStatistics) -> Double
        ) {
            registry.collect(name, help, kind) { [(labels, read(reading.statistics))] }
        }
        value("prometheus_tsdb_head_series", "Total number of series in the head block.", .gauge) { Double($0.series) }
        value("prometheus_tsdb_head_chunks", "Total number of chunks in the head block.", .gauge) { Double($0.chunks) }
        value("prometheus_tsdb_head_min_time", "Minimum time bound of the head block, in milliseconds.", .gauge) {
            Double($0.oldest ?? 0)
        }
        value("prometheus_tsdb_head_max_time", "Maximum timestamp of the head block, in milliseconds.", .gauge) {
            Double($0.newest ?? 0)
        }
        value("prometheus_tsdb_head_series_created_total", "Series created in the head.", .counter) {
            Double($0.counters.seriesCreated)
        }
        value("prometheus_tsdb_head_series_removed_total", "Series removed from the head.", .counter) {
            Double($0.counters.seriesRemoved)
        }
        value(
            "prometheus_tsdb_head_samples_appended_total",
            "Total number of appended samples.",
            .counter,
            labels: [("type", "float")]
        ) { Double($0.counters.samplesAppended) }
        value(
            "prometheus_tsdb_head_out_of_order_samples_appended_total",
            "Total number of appended samples that were older than the newest of their series.",
            .counter,
            labels: [("type", "float")]
        ) { Double($0.counters.samplesOutOfOrder) }
        value("martlet_metrics_samples", "Samples in the store.", .gauge) { Double($0.samples) }
        value("martlet_metrics_log_bytes", "Size of the log on disk.", .gauge) { Double($0.logBytes) }
        value("martlet_metrics_log_segments", "Files of the log on disk.", .gauge) { Double($0.logSegments) }
        value(
            "martlet_metrics_appends_failed_total",
            "Appends of which nothing was stored because the log could not be written.",
            .counter
        ) { Double($0.counters.appendsFailed) }
        value(
            "martlet_metrics_log_recovered_bytes",
            "Bytes that the last start cut off the log: a record that a crash had torn before it was acknowledged.",
            .gauge
        ) { Double($0.recovery.droppedBytes) }
    }
}
