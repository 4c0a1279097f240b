internal import Synchronization
internal import Telemetry

/// What the bus counts about itself. Topics are names in the code, so they may be labels; ids never are.
final class MessagingMeasures: Sendable {
    private let registry: MetricsRegistry
    private let publishDuration: Histogram
    private let publishedCount: Counter
    private let duplicateCount: Counter
    private let redeliveredCount: Counter
    private let deadLetteredCount: Counter
    private let failureCount: Counter
    private let durations = Mutex<[String: Histogram]>([:])

    init(registry: MetricsRegistry) {
        self.registry = registry
        publishDuration = registry.histogram(
            "messaging_publish_duration_seconds",
            "Time to store a batch of events durably, in seconds."
        )
        publishedCount = registry.counter("messaging_published_total", "Events stored in the log.")
        duplicateCount = registry.counter(
            "messaging_publish_duplicates_total",
            "Events that were published again and found in the log."
        )
        redeliveredCount = registry.counter(
            "messaging_redelivered_total",
            "Deliveries that were not the first of their event to the consumer."
        )
        deadLetteredCount = registry.counter(
            "messaging_dead_lettered_total",
            "Events that a consumer gave up or refused."
        )
        failureCount = registry.counter(
            "messaging_consumer_errors_total",
            "Times that a consumer could not reach the log."
        )
    }

    func published(_ receipts: [PublishReceipt], in duration: Duration) {
        publishDuration.observe(duration / .seconds(1))
        for receipt in receipts {
            if receipt.duplicate { duplicateCount.increment() } else { publishedCount.increment() }
        }
    }

    func processed(_ delivery: Delivery, _ outcome: DeliveryOutcome, in duration: Duration) {
        let result =
            switch outcome {
            case .acknowledge: "acknowledged"
            case .retry: "retried"
            case .reject: "rejected"
            }
        let topic = delivery.event.topic
        let histogram = durations.withLock { known in
            if let histogram = known["\(topic) \(result)"] { return histogram }
            let histogram = registry.histogram(
                "messaging_process_duration_seconds",
                "Time that a handler took for an event, in seconds.",
                labels: [("subject", topic), ("result", result)]
            )
            known["\(topic) \(result)"] = histogram
            return histogram
        }
        histogram.observe(duration / .seconds(1))
        if delivery.attempt > 1 { redeliveredCount.increment() }
    }

    func deadLettered(_ count: Int) {
        guard count > 0 else { return }
        for _ in 0..<count { deadLetteredCount.increment() }
    }

    func failed() {
        failureCount.increment()
    }
}
