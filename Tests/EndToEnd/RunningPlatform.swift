import Bytes
import ServiceKit
import TestSupport

/// A `martlet up` of its own: free ports, a data directory of the test's.
struct RunningPlatform {
    let process: ChildProcess
    let endpoints: Endpoints

    /// Where its parts listen, as it wrote it itself.
    struct Endpoints {
        let console: String
        let user: String
        let todo: String
        let post: String
        let metrics: String
        let search: String
    }

    /// Starts it and waits until its console answers.
    static func start(data: String, arguments: [String] = []) async throws -> RunningPlatform {
        // A former run's would name dead ports.
        try? TestFiles.remove("\(data)/endpoints.json")
        let process = try ChildProcess(
            BuiltPrograms.path("martlet"),
            ["up", "--data", data, "--scrape.interval", "1s"] + arguments,
            environment: Dictionary(uniqueKeysWithValues: listeners.map { (Settings.variable(for: $0), "127.0.0.1:0") })
        )
        try await process.waitForLine(containing: "console", timeout: .seconds(60))
        let document = try JSONValue(parsing: try TestFiles.read("\(data)/endpoints.json"))
        func url(_ name: String) throws -> String {
            guard let url = document[name]?.string else { throw MissingEndpoint(name: name) }
            return url
        }
        let platform = RunningPlatform(
            process: process,
            endpoints: Endpoints(
                console: try url("console"),
                user: try url("user-service"),
                todo: try url("todo-service"),
                post: try url("post-service"),
                metrics: try url("martlet-metrics"),
                search: try url("martlet-search")
            )
        )
        try await eventually("the console is ready") {
            try await HTTPCaller().get(platform.endpoints.console + "/readyz").isSuccess
        }
        return platform
    }

    struct MissingEndpoint: Error { let name: String }

    private static let listeners = [
        "console.listen", "user.listen", "user.admin", "todo.listen", "todo.admin", "post.listen", "post.admin",
        "metrics.listen", "search.listen", "shipper.forward", "shipper.metrics",
    ]
}

/// Asks again until it is so.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(15),
    _ holds: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var failure: (any Error)?
    repeat {
        do {
            if try await holds() { return }
            failure = nil
        } catch {
            failure = error
        }
        try await Task.sleep(for: .milliseconds(100))
    } while ContinuousClock.now < deadline
    throw NeverHappened(what: what, limit: limit, lastError: failure)
}

struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    let lastError: (any Error)?

    var description: String {
        "not within \(limit): \(what)" + (lastError.map { "; the last attempt failed: \($0)" } ?? "")
    }
}
