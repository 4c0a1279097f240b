import Bytes
public import ServiceKit

/// How a metrics server runs: what Prometheus takes as flags.
public struct MetricsConfiguration: Sendable {
    /// Where the scrape configuration comes from.
    public enum Source: Sendable, Equatable {
        /// A file, which a reload reads again.
        case file(String)
        /// The text itself, and a name for it in errors.
        case text(String, name: String)
    }

    /// When what was appended is brought to the disk itself. It survives the end of the process in both cases.
    public enum Synchronization: Sendable, Equatable {
        /// This often: a loss of power takes no more.
        case every(Duration)
        /// Before an append is acknowledged.
        case always
    }

    public var source: Source
    /// The directory of the store.
    public var storagePath: String
    /// How long samples are kept.
    public var retention = Duration.seconds(15 * 86_400)
    public var synchronization = Synchronization.every(.seconds(1))
    public var listenAddress = ListenAddress(host: "127.0.0.1", port: 9090)
    /// The flag or variable that errors about the address name.
    public var listenFlag = "--web.listen-address"
    /// Whether `POST /-/reload` works.
    public var enablesLifecycle = false
    public var queryTimeout = Duration.seconds(120)
    public var queryConcurrency = 20
    /// The samples that one query may hold in memory.
    public var querySamples = 50_000_000
    public var lookbackDelta = Duration.seconds(300)

    public init(source: Source, storagePath: String) {
        self.source = source
        self.storagePath = storagePath
    }

    /// Prometheus's flags with their values, as `/api/v1/status/flags` shows them.
    var flags: [(name: String, value: String)] {
        let file =
            switch source {
            case .file(let path): path
            case .text(_, let name): name
            }
        let synchronization =
            switch synchronization {
            case .every(let interval): DurationText.format(interval)
            case .always: "always"
            }
        return [
            ("config.file", file),
            ("query.lookback-delta", DurationText.format(lookbackDelta)),
            ("query.max-concurrency", "\(queryConcurrency)"),
            ("query.max-samples", "\(querySamples)"),
            ("query.timeout", DurationText.format(queryTimeout)),
            ("storage.tsdb.path", storagePath),
            ("storage.tsdb.retention.time", DurationText.format(retention)),
            ("storage.wal-fsync", synchronization),
            ("web.enable-lifecycle", "\(enablesLifecycle)"),
            ("web.enable-remote-write-receiver", "false"),
            ("web.listen-address", "\(listenAddress)"),
        ]
    }
}

extension Duration {
    /// Whole milliseconds.
    var inMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
