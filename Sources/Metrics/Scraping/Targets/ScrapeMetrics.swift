import Telemetry

/// What the scraper says of itself, under Prometheus's names where they mean the same.
struct ScrapeMetrics: Sendable {
    let scrapeDuration: Histogram
    let intervals: Histogram
    let exceededSampleLimit: Counter
    let exceededBodySizeLimit: Counter
    let duplicateTimestamps: Counter
    let outOfBounds: Counter
    let exemplarsDropped: Counter
    let failures: Counter

    init(_ registry: MetricsRegistry) {
        scrapeDuration = registry.histogram(
            "martlet_metrics_scrape_duration_seconds",
            "How long scrapes took, from the request to the stored samples."
        )
        intervals = registry.histogram(
            "martlet_metrics_target_interval_length_seconds",
            "The time between two scrapes of a target.",
            buckets: [0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300]
        )
        exceededSampleLimit = registry.counter(
            "prometheus_target_scrapes_exceeded_sample_limit_total",
            "Scrapes that hit the sample limit and were rejected."
        )
        exceededBodySizeLimit = registry.counter(
            "prometheus_target_scrapes_exceeded_body_size_limit_total",
            "Scrapes that hit the body size limit."
        )
        duplicateTimestamps = registry.counter(
            "prometheus_target_scrapes_sample_duplicate_timestamp_total",
            "Samples rejected because their series had another value at the same time."
        )
        outOfBounds = registry.counter(
            "prometheus_target_scrapes_sample_out_of_bounds_total",
            "Samples rejected because they were older than what retention keeps."
        )
        exemplarsDropped = registry.counter(
            "martlet_metrics_scrape_exemplars_dropped_total",
            "Exemplars that were read and not stored."
        )
        failures = registry.counter(
            "martlet_metrics_scrapes_failed_total",
            "Scrapes after which the target counted as down."
        )
    }
}
