public import ServiceKit

/// What a shipper is started with.
public struct ShipperConfiguration: Sendable {
    /// A configuration in Fluentd's language.
    public enum Source: Sendable {
        case file(String)
        /// The text, and the name that errors give it. Includes are relative to the folder of the name.
        case text(String, name: String)
    }

    public var source: Source
    /// Where health and metrics are served; nil: nowhere.
    public var metricsAddress: ListenAddress?
    /// The setting that moves that address, for the message when its port is in use.
    public var metricsFlag = "--metrics"
    /// The setting that moves a forward input, for the message when its port is in use.
    public var forwardFlag = "'port' and 'bind' of <source> @type forward"
    /// Buffers and dead letters without a path of their own go here, unless `root_dir` in `<system>` says otherwise.
    public var rootDirectory: String?
    /// How long a shutdown waits for what outputs still deliver.
    public var drainTimeout: Duration = .seconds(5)
    /// What `ENV['…']` sees.
    public var environment: [String: String]
    public var hostname: String

    public init(
        source: Source,
        metricsAddress: ListenAddress? = ListenAddress(host: "127.0.0.1", port: 24231),
        environment: [String: String] = ProcessEnvironment.current,
        hostname: String = ProcessEnvironment.hostName
    ) {
        self.source = source
        self.metricsAddress = metricsAddress
        self.environment = environment
        self.hostname = hostname
    }
}
