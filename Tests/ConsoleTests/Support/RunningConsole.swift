import Console
import ServiceKit
import ServiceLifecycle
import Telemetry

/// A running console with the servers behind it.
struct RunningConsole: Sendable {
    let url: String
    let port: Int
    let caller = HTTPCaller()

    func get(_ path: String, _ headers: HTTPCaller.Headers = []) async throws -> HTTPReply {
        try await caller.get(url + path, headers: headers)
    }
}

/// Runs a console over echoing servers for the length of `body`.
func withConsole(
    _ adjust: (inout ConsoleConfiguration) -> Void = { _ in },
    upstream: (AppRouter) -> Void = { _ in },
    _ body: @Sendable (RunningConsole) async throws -> Void
) async throws {
    let search = try EchoUpstream(named: "search", configure: upstream)
    let metrics = try EchoUpstream(named: "metrics")
    let users = try EchoUpstream(named: "users", configure: upstream)
    let todos = try EchoUpstream(named: "todos")
    let posts = try EchoUpstream(named: "posts")
    var configuration = ConsoleConfiguration(searchURL: search.url, metricsURL: metrics.url)
    configuration.address = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.publicRoutes = ConsoleConfiguration.publicRoutes(
        userService: users.url,
        todoService: todos.url,
        postService: posts.url
    )
    adjust(&configuration)
    let upstreams = [search, metrics, users, todos, posts].map(\.server)
    try await withConsole(configuration, beside: upstreams, body)
}

/// Runs a console of this configuration, and other services, for the length of `body`.
func withConsole(
    _ configuration: ConsoleConfiguration,
    beside others: [any Service] = [],
    _ body: @Sendable (RunningConsole) async throws -> Void
) async throws {
    let telemetry = quietTelemetry("console")
    let console = try await ConsoleApplication(configuration: configuration, telemetry: telemetry)
    let running = RunningConsole(url: console.address.url, port: console.address.port)
    let group = ServiceGroup(services: others + console.services, logger: telemetry.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body(running)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}
