import Bytes
import EventBus
import Logging
import PostService
import SQLDatabase
import ServiceApplication
import ServiceKit
import ServiceLifecycle
import Storage
import Synchronization
import Telemetry
import Testing
import TodoService
import UserService

/// The three services in this process, on free ports, over databases in a folder of their own.
final class ThreeServices: Sendable {
    struct Setup: Sendable {
        var requiresPrecondition = false
        var passwordQueue = 64
        var passwords = PasswordCost(memoryKiB: 8, passes: 1)
        var busyTimeout = Duration.seconds(5)
    }

    let users: String
    let todos: String
    let posts: String
    let usersAdmin: String
    let todosAdmin: String
    let telemetry: [ServiceTelemetry]
    let clock: MovableClock
    let eventsLocation: DatabaseLocation
    private let caller = HTTPCaller()

    /// Runs the services while `body` runs, then shuts them down as SIGTERM does.
    static func run(
        in folder: String? = nil,
        setup: Setup = Setup(),
        clock: MovableClock = MovableClock(),
        logs: LogDestination? = nil,
        _ body: (ThreeServices) async throws -> Void
    ) async throws {
        let ownFolder = try folder ?? FileSystem.makeTemporaryDirectory(prefix: "three-services")
        defer { if folder == nil { try? FileSystem.removeTree(ownFolder) } }
        let (services, applications) = try await open(in: ownFolder, setup: setup, clock: clock, logs: logs)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let group = ServiceGroup(
            configuration: .init(services: applications.map { .init(service: $0) }, logger: quiet)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(services)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func open(
        in folder: String,
        setup: Setup,
        clock: MovableClock,
        logs: LogDestination?
    ) async throws -> (ThreeServices, [any Service]) {
        func telemetry(_ name: String) -> ServiceTelemetry {
            let quiet = Logger(label: name) { _ in SwiftLogNoOpLogHandler() }
            let logger = logs.map { Logger(service: name, version: "test", destination: $0, level: .debug) } ?? quiet
            return ServiceTelemetry(service: name, version: "test", logger: logger)
        }
        func adapt(_ configuration: inout ServiceConfiguration, _ name: String, jwks: String?) {
            configuration.listen.port = 0
            configuration.admin.port = 0
            configuration.database = DatabaseLocation(path: "\(folder)/\(name).db")
            configuration.events = DatabaseLocation(path: "\(folder)/events.db")
            configuration.issuer = "http://users.test"
            configuration.requiresPrecondition = setup.requiresPrecondition
            configuration.drainDelay = .zero
            configuration.clock = clock.wall
            configuration.busyTimeout = setup.busyTimeout
            configuration.subscription.pollInterval = .milliseconds(5)
            if let jwks { configuration.jwks = jwks }
        }
        let telemetries = ["user-service", "todo-service", "post-service"].map(telemetry)
        var user = UserConfiguration()
        adapt(&user.service, "users", jwks: nil)
        user.passwords = setup.passwords
        user.passwordQueue = setup.passwordQueue
        user.passwordThreads = 1
        let users = try await UserApplication(configuration: user, telemetry: telemetries[0])
        let jwks = "\(users.publicAddress.url)/.well-known/jwks.json"
        var todo = TodoConfiguration()
        adapt(&todo.service, "todos", jwks: jwks)
        let todos = try await TodoApplication(configuration: todo, telemetry: telemetries[1])
        var post = PostConfiguration()
        adapt(&post.service, "posts", jwks: jwks)
        let posts = try await PostApplication(configuration: post, telemetry: telemetries[2])
        let services = ThreeServices(
            users: users.publicAddress.url,
            todos: todos.publicAddress.url,
            posts: posts.publicAddress.url,
            usersAdmin: users.adminAddress.url,
            todosAdmin: todos.adminAddress.url,
            telemetry: telemetries,
            clock: clock,
            eventsLocation: user.service.events
        )
        return (services, users.services + todos.services + posts.services)
    }

    private init(
        users: String,
        todos: String,
        posts: String,
        usersAdmin: String,
        todosAdmin: String,
        telemetry: [ServiceTelemetry],
        clock: MovableClock,
        eventsLocation: DatabaseLocation
    ) {
        self.users = users
        self.todos = todos
        self.posts = posts
        self.usersAdmin = usersAdmin
        self.todosAdmin = todosAdmin
        self.telemetry = telemetry
        self.clock = clock
        self.eventsLocation = eventsLocation
    }

    func call(
        _ method: String,
        _ url: String,
        _ json: JSONValue? = nil,
        as token: String? = nil,
        headers: HTTPCaller.Headers = []
    ) async throws -> HTTPReply {
        var headers = headers
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if json != nil { headers.append(("Content-Type", "application/json")) }
        return try await caller.request(method, url, headers: headers, body: json?.serialized())
    }

    static let password = "correct horse battery"

    /// Registers somebody. Gives the user's id.
    @discardableResult
    func register(_ name: String, displayName: String? = nil) async throws -> String {
        var body: JSONObject = [
            "username": .string(name), "email": .string("\(name)@example.org"), "password": .string(Self.password),
        ]
        if let displayName { body.append("displayName", .string(displayName)) }
        let reply = try await call("POST", "\(users)/v1/users", .object(body))
        try #require(reply.status == 201, "\(reply.text)")
        return try #require(try reply.json()["id"]?.string)
    }

    func logIn(_ name: String) async throws -> (access: String, refresh: String) {
        let reply = try await call(
            "POST",
            "\(users)/v1/auth/token",
            ["identifier": .string(name), "password": .string(Self.password)]
        )
        try #require(reply.status == 200, "\(reply.text)")
        let json = try reply.json()
        return (
            try #require(json["accessToken"]?.string),
            try #require(json["refreshToken"]?.string)
        )
    }

    /// Registers somebody, and gives an access token.
    func newUser(_ name: String, displayName: String? = nil) async throws -> String {
        try await register(name, displayName: displayName)
        return try await logIn(name).access
    }
}

/// The system's clock, which tests may put forward.
final class MovableClock: Sendable {
    private let offset = Mutex<Duration>(.zero)

    func advance(by duration: Duration) {
        offset.withLock { $0 += duration }
    }

    var wall: WallClock {
        WallClock { [self] in WallClock.system.now() + offset.withLock { $0 } }
    }
}

/// Waits for something that no signal tells. A minute without it is a failure.
func expectEventually(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("It did not come to that within a minute", sourceLocation: sourceLocation)
}

/// Checks that an answer is a problem document of the given status and code.
func expectProblem(
    _ reply: HTTPReply,
    _ status: Int,
    _ code: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(reply.status == status, "\(reply.text)", sourceLocation: sourceLocation)
    #expect(reply.header("Content-Type") == "application/problem+json", sourceLocation: sourceLocation)
    let json = try reply.json()
    #expect(json["code"]?.string == code, sourceLocation: sourceLocation)
    #expect(json["status"]?.int == status, sourceLocation: sourceLocation)
    #expect(json["traceId"]?.string?.utf8.count == 32, sourceLocation: sourceLocation)
}
