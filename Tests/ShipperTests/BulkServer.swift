import Bytes
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle
import Synchronization
import Telemetry

/// A server that takes `_bulk`, remembers every document by its identifier, and misbehaves as it is told.
final class BulkServer: Sendable {
    enum Mood: Sendable {
        case normal
        /// The request is not taken.
        case status(Int)
        /// The documents are taken, and the connection breaks before the answer is whole.
        case losesAnswer
        /// Each document by its own: nil is normal.
        case items(@Sendable (JSONValue) -> Int?)
    }

    struct Document: Sendable {
        let index: String
        let source: JSONValue
    }

    private struct State {
        var documents: [String: Document] = [:]
        var requests = 0
        var largest = 0
        var repeated = 0
    }

    private let state = Mutex(State())
    private let mood: @Sendable (_ request: Int, _ documents: Int) -> Mood

    var documents: [String: Document] { state.withLock { $0.documents } }
    var requests: Int { state.withLock { $0.requests } }
    /// Documents that came once more.
    var repeated: Int { state.withLock { $0.repeated } }

    init(_ mood: @escaping @Sendable (_ request: Int, _ documents: Int) -> Mood = { _, _ in .normal }) {
        self.mood = mood
    }

    /// Runs the server while `body` does.
    static func run(
        _ server: BulkServer,
        _ body: @escaping @Sendable (_ address: ListenAddress) async throws -> Void
    ) async throws {
        let telemetry = ServiceTelemetry(
            service: "test",
            version: "0",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let router = makeRouter()
        router.post("/_bulk") { request, context in try await server.take(request, context) }
        var options = HTTPServerOptions()
        options.maxBodyBytes = 64 << 20
        let listener = try HTTPServer.bind(
            ListenAddress(host: "127.0.0.1", port: 0),
            flag: "test",
            router: router,
            options: options,
            telemetry: telemetry
        )
        let group = ServiceGroup(services: [listener], logger: telemetry.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(listener.address)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func take(_ request: Request, _ context: AppContext) async throws -> Response {
        let lines = try await request.bodyBytes(context).split(separator: UInt8(ascii: "\n")).map { Array($0) }
        let number = state.withLock { state in
            state.requests += 1
            return state.requests
        }
        let mood = mood(number, lines.count / 2)
        if case .status(let code) = mood {
            return Response.text("no\n", status: .init(code: code))
        }
        var items: [JSONValue] = []
        for place in stride(from: 0, to: lines.count - 1, by: 2) {
            let action = try JSONValue(parsing: lines[place])
            let source = try JSONValue(parsing: lines[place + 1])
            var status: Int?
            if case .items(let judge) = mood { status = judge(source) }
            items.append(store(action, source, status))
        }
        if case .losesAnswer = mood {
            return Response(
                status: .ok,
                body: ResponseBody(contentLength: 1 << 20) { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    throw CancellationError()
                }
            )
        }
        let hasErrors = items.contains { ($0["create"]?["status"]?.int ?? 201) >= 300 }
        return Response.json(["took": 1, "errors": .bool(hasErrors), "items": .array(items)])
    }

    private func store(_ action: JSONValue, _ source: JSONValue, _ failure: Int?) -> JSONValue {
        let target = action["create"]
        let id = target?["_id"]?.string ?? "none"
        if let failure {
            return [
                "create": [
                    "_id": .string(id), "status": .integer(Int64(failure)),
                    "error": ["type": "t", "reason": "told to"],
                ]
            ]
        }
        let isNew = state.withLock { state in
            if state.documents[id] != nil {
                state.repeated += 1
                return false
            }
            state.documents[id] = Document(index: target?["_index"]?.string ?? "", source: source)
            return true
        }
        return ["create": ["_id": .string(id), "status": isNew ? 201 : 409]]
    }
}

/// Asks again until it is so.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(30),
    _ condition: @Sendable () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while !(try await condition()) {
        guard ContinuousClock.now < deadline else { throw Unfulfilled(what: what) }
        try await Task.sleep(for: .milliseconds(20))
    }
}

struct Unfulfilled: Error, CustomStringConvertible {
    let what: String
    var description: String { "in vain waited until \(what)" }
}
