internal import Telemetry

/// The program's own counters.
struct ShipperMetrics: Sendable {
    let registry: MetricsRegistry
    /// Events that no `<match>` took.
    let unmatched: Counter
    /// Events that `@type null` took.
    let discarded: Counter

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        unmatched = registry.counter("martlet_shipper_unmatched_events_total", "Events that no <match> took.")
        discarded = registry.counter("martlet_shipper_discarded_events_total", "Events that a null output took.")
    }

    func input(_ id: String, type: String) -> InputInstruments { InputInstruments(registry, id, type) }
    func output(_ id: String, type: String) -> OutputInstruments { OutputInstruments(registry, id, type) }
}

/// What one input counts.
struct InputInstruments: Sendable {
    let events: Counter
    let bytes: Counter
    let refusals: Counter
    let unparsed: Counter
    let tooLong: Counter
    let rotations: Counter
    let truncations: Counter
    let invalid: Counter

    init(_ registry: MetricsRegistry, _ id: String, _ type: String) {
        let labels: MetricsRegistry.Labels = [("plugin_id", id), ("type", type)]
        func counter(_ name: String, _ help: String) -> Counter {
            registry.counter("martlet_shipper_input_" + name, help, labels: labels)
        }
        events = counter("records_total", "Lines or events that were read.")
        bytes = counter("bytes_total", "Bytes that were read.")
        refusals = counter("refusals_total", "Times that a buffer was full and the input waited.")
        unparsed = counter("unparsed_lines_total", "Lines that the parser did not take.")
        tooLong = counter("too_long_lines_total", "Lines longer than max_line_size, which were left out.")
        rotations = counter("rotations_total", "Files that another one took the place of.")
        truncations = counter("truncations_total", "Files that were truncated: what was not read by then is lost.")
        invalid = counter("invalid_events_total", "Events or requests of another shape than the protocol's.")
    }
}

/// What one output counts; the `fluentd_output_status_*` names are those of fluent-plugin-prometheus.
struct OutputInstruments: Sendable {
    let events: Counter
    let bytes: Counter
    let requests: Counter
    let retries: Counter
    let rejected: Counter
    let dropped: Counter
    private let emittedEvents: Counter
    private let emits: Counter
    private let writes: Counter
    private let errors: Counter
    private let flushTime: Counter

    init(_ registry: MetricsRegistry, _ id: String, _ type: String) {
        let labels: MetricsRegistry.Labels = [("plugin_id", id), ("type", type)]
        func counter(_ name: String, _ help: String) -> Counter { registry.counter(name, help, labels: labels) }
        events = counter("martlet_shipper_output_records_total", "Events that the destination has taken.")
        bytes = counter("martlet_shipper_output_bytes_total", "Bytes that were sent, requests that failed included.")
        requests = counter("martlet_shipper_output_requests_total", "Requests to the destination.")
        retries = counter("martlet_shipper_output_retries_total", "Chunks that were put back for another attempt.")
        rejected = counter("martlet_shipper_output_rejected_records_total", "Events put into the dead-letter file.")
        dropped = counter("martlet_shipper_output_dropped_records_total", "Events that are lost.")
        emittedEvents = counter("fluentd_output_status_emit_records", "Events that came to the output.")
        emits = counter("fluentd_output_status_emit_count", "Batches that came to the output.")
        writes = counter("fluentd_output_status_write_count", "Chunks that the output tried to deliver.")
        errors = counter("fluentd_output_status_num_errors", "Deliveries that failed.")
        flushTime = counter("fluentd_output_status_flush_time_count", "Milliseconds spent on deliveries.")
    }

    func emitted(events: Int) {
        emits.increment()
        emittedEvents.increment(by: events)
    }

    func attempted(in duration: Duration, failed: Bool) {
        writes.increment()
        flushTime.increment(
            by: Int(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
        )
        if failed { errors.increment() }
    }
}
