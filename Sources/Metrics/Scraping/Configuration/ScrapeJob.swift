public import TimeSeries

/// One entry of `scrape_configs`, with the defaults of `global` filled in.
public struct ScrapeJob: Sendable {
    public var name: String
    /// Milliseconds.
    public var interval: Int64
    /// Milliseconds, not more than the interval.
    public var timeout: Int64
    public var protocols = ScrapeProtocol.standard
    public var fallbackProtocol: ScrapeProtocol?
    public var metricsPath = "/metrics"
    public var scheme = "http"
    /// In the order in which they were written.
    public var parameters: [(name: String, values: [String])] = []
    public var honorsLabels = false
    public var honorsTimestamps = true
    public var tracksTimestampsStaleness = false
    public var requestsCompression = true
    public var followsRedirects = true
    public var credentials: Credentials?
    /// Zero means no limit.
    public var limits = Limits()
    public var relabelling: [RelabelRule] = []
    public var metricRelabelling: [RelabelRule] = []
    public var staticGroups: [TargetGroup] = []
    /// The text that it was read from, by which a reload knows what has changed.
    public var source = ""

    public struct Limits: Sendable, Equatable {
        /// Bytes after decompression.
        public var bodySize = 0
        public var samples = 0
        public var labels = 0
        public var labelNameLength = 0
        public var labelValueLength = 0
        public var targets = 0

        public init() {}
    }

    public enum Credentials: Sendable, Equatable {
        case basic(username: String, password: String)
        case authorization(type: String, credentials: String)
    }

    public init(name: String, interval: Int64, timeout: Int64) {
        self.name = name
        self.interval = interval
        self.timeout = timeout
    }
}

/// Targets that share labels, as one entry of `static_configs` names them.
public struct TargetGroup: Sendable {
    /// `host:port`
    public var addresses: [String]
    public var labels: Labels

    public init(addresses: [String], labels: Labels = Labels()) {
        self.addresses = addresses
        self.labels = labels
    }
}
