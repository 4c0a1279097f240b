import Bytes
import ServiceKit
import Telemetry

/// Sends requests each with a trace of its own, and keeps count of what it sent to whom.
struct ScenarioClient {
    let endpoints: RunningPlatform.Endpoints
    private(set) var traces: [String] = []
    private(set) var sent: [Service: Int] = [:]
    private let caller = HTTPCaller()

    /// A service, by the name of its scrape job.
    enum Service: String, CaseIterable {
        case user = "user-service"
        case todo = "todo-service"
        case post = "post-service"
    }

    init(_ endpoints: RunningPlatform.Endpoints) {
        self.endpoints = endpoints
    }

    mutating func send(
        _ service: Service,
        _ method: String,
        _ path: String,
        token: String? = nil,
        _ body: JSONValue? = nil
    ) async throws -> HTTPReply {
        let url =
            switch service {
            case .user: endpoints.user
            case .todo: endpoints.todo
            case .post: endpoints.post
            }
        let trace = TraceContext.root()
        traces.append(trace.traceID.description)
        sent[service, default: 0] += 1
        return try await caller.request(
            method,
            url + path,
            headers: [(TraceContext.headerName, trace.traceparent), ("Content-Type", "application/json")]
                + (token.map { [("Authorization", "Bearer \($0)")] } ?? []),
            body: body?.serialized()
        )
    }
}
