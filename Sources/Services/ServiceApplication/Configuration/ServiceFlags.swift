public import ArgumentParser

/// The flags that all three services have. Each may also stand in the environment (`--log.level` is
/// `MARTLET_LOG_LEVEL`) and in the file that `--config` names (`log.level: info`); the flag wins, then the environment.
public struct ServiceFlags: ParsableArguments {
    @Option(name: .customLong("listen"), help: "Address of the public routes, host:port.")
    public var listen: String?

    @Option(name: .customLong("admin"), help: "Address of /livez, /readyz, /startupz and /metrics, host:port.")
    public var admin: String?

    @Option(name: .customLong("database"), help: "The service's own database, sqlite:PATH.")
    public var database: String?

    @Option(name: .customLong("events"), help: "The event log that the services share, sqlite:PATH.")
    public var events: String?

    @Option(
        name: .customLong("durability"),
        help: "normal: commits survive the end of the process. full: a power failure, too."
    )
    public var durability: String?

    @Option(name: .customLong("jwks"), help: "Address of the user service's key set.")
    public var jwks: String?

    @Option(name: .customLong("issuer"), help: "The issuer that access tokens name.")
    public var issuer: String?

    @Option(name: .customLong("audience"), help: "The audience that access tokens name.")
    public var audience: String?

    @Flag(name: .customLong("require-if-match"), help: "Refuse changes without an If-Match header.")
    public var requireIfMatch = false

    @Option(name: .customLong("drain-delay"), help: "How long to answer after readiness has gone, such as 5s.")
    public var drainDelay: String?

    @Option(name: .customLong("log.level"), help: "trace, debug, info, notice, warning, error or critical.")
    public var logLevel: String?

    @Option(name: .customLong("config"), help: "A YAML file of these settings; unknown keys are errors.")
    public var config: String?

    @Flag(name: .customLong("check"), help: "Check the configuration and exit.")
    public var check = false

    public init() {}
}
