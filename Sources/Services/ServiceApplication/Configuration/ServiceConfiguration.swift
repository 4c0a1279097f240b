public import EventBus
public import SQLDatabase
public import ServiceKit

/// The settings that all three services have.
public struct ServiceConfiguration: Sendable {
    /// Where the public routes are served.
    public var listen: ListenAddress
    /// What the user sets to choose another address; named when the port is in use.
    public var listenFlag = "--listen"
    /// Where health and metrics are served.
    public var admin: ListenAddress
    public var adminFlag = "--admin"
    public var database: DatabaseLocation
    /// The event log, shared by all services of the machine.
    public var events: DatabaseLocation
    public var durability: SQLDatabase.Options.Durability
    /// How long a request waits for a database that another process writes to.
    public var busyTimeout: Duration
    /// The key set of the user service; the user service itself has its own.
    public var jwks: String
    public var issuer: String
    public var audience: String
    /// Whether a change without `If-Match` is refused (428).
    public var requiresPrecondition: Bool
    /// How long requests are still answered after readiness has gone.
    public var drainDelay: Duration
    public var clock: WallClock
    public var subscription: SubscriptionOptions

    /// - Parameter port: The public port; the admin port is 1100 above.
    public init(name: String, port: Int) {
        listen = ListenAddress(host: "127.0.0.1", port: port)
        admin = ListenAddress(host: "127.0.0.1", port: port + 1_100)
        database = DatabaseLocation(path: "data/\(name).db")
        events = DatabaseLocation(path: "data/events.db")
        durability = .normal
        busyTimeout = .seconds(5)
        jwks = "http://127.0.0.1:8081/.well-known/jwks.json"
        issuer = "http://127.0.0.1:8081"
        audience = "martlet"
        requiresPrecondition = false
        drainDelay = .seconds(2)
        clock = .system
        subscription = SubscriptionOptions()
    }
}
