internal import Bytes
internal import EventPipeline
internal import Telemetry

/// Samples that are read when a scrape asks: buffers and files.
enum BufferMetrics {
    static func register(_ outputs: [OutputRunner], _ tails: [TailInput], _ registry: MetricsRegistry) {
        func output(
            _ name: String,
            _ help: String,
            _ kind: MetricsRegistry.CollectedKind = .gauge,
            _ value: @escaping @Sendable (EventBuffer.Statistics, OutputRunner) -> Double
        ) {
            registry.collect(name, help, kind) {
                outputs.map { runner in
                    ([("plugin_id", runner.id), ("type", runner.type)], value(runner.buffer.statistics, runner))
                }
            }
        }
        output("fluentd_output_status_buffer_total_bytes", "Bytes of events in the buffer.") { statistics, _ in
            Double(statistics.stagedBytes + statistics.queuedBytes)
        }
        output("fluentd_output_status_buffer_stage_length", "Chunks that take events.") { statistics, _ in
            Double(statistics.stagedChunks)
        }
        output("fluentd_output_status_buffer_stage_byte_size", "Bytes in them.") { statistics, _ in
            Double(statistics.stagedBytes)
        }
        output("fluentd_output_status_queue_byte_size", "Bytes of chunks that wait for delivery.") { statistics, _ in
            Double(statistics.queuedBytes)
        }
        output("fluentd_output_status_buffer_queue_length", "Chunks that wait for delivery.") { statistics, _ in
            Double(statistics.queuedChunks)
        }
        output("fluentd_output_status_buffer_available_space_ratio", "Percent of total_limit_size that is free.") {
            statistics,
            runner in
            let limit = Double(runner.buffer.configuration.totalLimitBytes)
            return (1 - Double(statistics.stagedBytes + statistics.queuedBytes) / limit) * 100
        }
        output("fluentd_output_status_retry_count", "Failed deliveries since the last that succeeded.") { _, runner in
            Double(runner.consecutiveFailures)
        }
        output("fluentd_output_status_retry_wait", "Seconds until the next attempt.") { _, runner in
            Double(runner.retryWait.components.seconds)
        }
        output("martlet_shipper_buffer_disk_bytes", "Bytes of the files of the buffer.") { statistics, _ in
            Double(statistics.diskBytes)
        }
        output("martlet_shipper_buffer_events", "Events in the buffer.") { statistics, _ in Double(statistics.records) }
        output("martlet_shipper_buffer_oldest_chunk_age_seconds", "Age of the oldest chunk.") { statistics, _ in
            statistics.oldest.map { Double((Timestamp.now() - $0).components.seconds) } ?? 0
        }
        output(
            "martlet_shipper_buffer_dropped_events_total",
            "Events that overflow_action drop_oldest_chunk has dropped.",
            .counter
        ) {
            statistics,
            _ in Double(statistics.droppedEvents)
        }
        file(tails, registry, "fluentd_tail_file_position", "How far a file has been read, in bytes.") {
            Double($0.position)
        }
        file(tails, registry, "fluentd_tail_file_inode", "The inode of a file.") { Double($0.inode) }
        file(tails, registry, "martlet_shipper_tail_file_lag_bytes", "Bytes of a file that have not been read.") {
            Double($0.lag)
        }
    }

    private static func file(
        _ tails: [TailInput],
        _ registry: MetricsRegistry,
        _ name: String,
        _ help: String,
        _ value: @escaping @Sendable (TailReader.FileState) -> Double
    ) {
        registry.collect(name, help) {
            tails.flatMap { tail in
                // Of two files with one path, the one that is there now.
                var files: [String: TailReader.FileState] = [:]
                for file in tail.files { files[file.path] = file }
                return files.values.sorted { $0.path < $1.path }.map { file in
                    ([("plugin_id", tail.id), ("type", "tail"), ("path", file.path)], value(file))
                }
            }
        }
    }
}
