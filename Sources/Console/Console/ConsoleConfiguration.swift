public import ServiceKit

/// What a console serves, and the servers that stand behind it.
public struct ConsoleConfiguration: Sendable {
    public var address = ListenAddress(host: "127.0.0.1", port: 8080)
    /// What the user sets to choose another address; named when the port is in use.
    public var addressFlag = "--console"
    /// The search server, as `http://host:port`.
    public var searchURL: String
    /// The metrics server, as `http://host:port`.
    public var metricsURL: String
    /// The indices that the page searches unless it is told otherwise.
    public var logIndex = "logs-*"
    /// The services' paths that this port also serves, as an Ingress does.
    public var publicRoutes: [PublicRoute] = []
    /// What runs where, for people.
    public var components: [Component] = []
    public var assets = AssetSource.embedded
    /// Names in the `Host` header that are answered, without ports. On a loopback address the loopback names always
    /// are, and all others refused unless they stand here: a web site that makes its own name point to 127.0.0.1 must
    /// not read logs through its visitors' browsers. On other addresses an empty list allows every name.
    public var allowedHosts: [String] = []
    /// How long a server behind may take until its response begins.
    public var upstreamTimeout: Duration = .seconds(30)
    /// The largest request body in bytes that is passed on.
    public var maxBodyBytes = 2 << 20
    /// How long requests are still answered after readiness was taken back.
    public var drainDelay: Duration = .zero

    public init(searchURL: String, metricsURL: String) {
        self.searchURL = searchURL
        self.metricsURL = metricsURL
    }

    /// A prefix of paths and the server that answers them.
    public struct PublicRoute: Sendable, Equatable {
        /// Begins with `/`, does not end with it. `/v1/todos` is that path and everything below it, not `/v1/todosX`.
        public var prefix: String
        /// What it is called in error answers, e.g. `todo-service`.
        public var service: String
        /// `http://host:port`
        public var url: String

        public init(prefix: String, service: String, url: String) {
            self.prefix = prefix
            self.service = service
            self.url = url
        }
    }

    /// One program: its name, what it is for, and where.
    public struct Component: Sendable, Equatable {
        public var name: String
        /// A word or two, e.g. `to-do lists`.
        public var purpose: String
        /// Where people reach it.
        public var url: String
        /// Answers with 2xx while the program is well; `nil` when it has nothing to ask.
        public var healthURL: String?

        public init(name: String, purpose: String, url: String, healthURL: String?) {
            self.name = name
            self.purpose = purpose
            self.url = url
            self.healthURL = healthURL
        }
    }

    /// The public paths of the three services.
    public static func publicRoutes(userService: String, todoService: String, postService: String) -> [PublicRoute] {
        func routes(_ service: String, _ url: String, _ prefixes: [String]) -> [PublicRoute] {
            prefixes.map { PublicRoute(prefix: $0, service: service, url: url) }
        }
        let user = ["/v1/users", "/v1/auth", "/v1/me", "/v1/notifications", "/.well-known"]
        return routes("user-service", userService, user)
            + routes("todo-service", todoService, ["/v1/todos", "/v1/lists"])
            + routes("post-service", postService, ["/v1/posts", "/v1/tags", "/v1/feed"])
    }
}
