import Bytes
import LogStore
import Telemetry

/// What the server counts of itself.
struct SearchMetrics: Sendable {
    let indexed: Counter
    let failed: Counter
    let searches: Counter
    let searchDuration: Histogram

    init(_ registry: MetricsRegistry, store: LogStore) {
        indexed = registry.counter(
            "martlet_search_indexed_operations_total",
            "Writes and deletes of documents that were acknowledged."
        )
        failed = registry.counter(
            "martlet_search_failed_operations_total",
            "Writes and deletes of documents that were refused."
        )
        searches = registry.counter("martlet_search_searches_total", "Searches, those of a _msearch each.")
        searchDuration = registry.histogram(
            "martlet_search_search_duration_seconds",
            "Time that a search took, without waiting."
        )
        func each(
            _ name: String,
            _ help: String,
            _ kind: MetricsRegistry.CollectedKind,
            _ value: @escaping @Sendable (LogIndex.Statistics) -> Int
        ) {
            registry.collect(name, help, kind) {
                store.all.map { ([("index", $0.name)], Double(value($0.statistics))) }
            }
        }
        each("martlet_search_documents", "Documents of an index.", .gauge) { $0.documents }
        each("martlet_search_store_bytes", "Bytes of an index on disk.", .gauge) { $0.storeBytes }
        each("martlet_search_memory_bytes", "Bytes of an index in memory.", .gauge) { $0.memoryBytes }
        each("martlet_search_fields", "Fields of an index.", .gauge) { $0.fields }
        each(
            "martlet_search_misfit_values_total",
            "Values that were not of their field's type and were indexed as what they are.",
            .counter
        ) { $0.misfitValues }
        each(
            "martlet_search_ignored_values_total",
            "Strings that were not indexed for their length; the source has them.",
            .counter
        ) { $0.ignoredValues }
    }
}
