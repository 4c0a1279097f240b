import Bytes
import Hummingbird
import ServiceKit

/// `/api/status`: what runs where and how it does.
///
/// Every open page asks; the programs are asked at most once in ``lifetime``, all at the same time.
actor StatusBoard {
    private let components: [ConsoleConfiguration.Component]
    private let services: [String]
    private let logIndex: String
    private let version: String
    private let caller = HTTPCaller()
    private var last: (at: ContinuousClock.Instant, states: [State])?
    private var asking: Task<[State], Never>?

    private static let lifetime = Duration.seconds(2)
    private static let patience = Duration.seconds(2)

    struct State: Sendable {
        enum Health: String, Sendable { case up, down, unknown }
        var health: Health
        /// Why it is not up.
        var detail: String?
    }

    /// - Parameter services: The names of what the public paths lead to, as they are called in logs and metrics.
    init(
        components: [ConsoleConfiguration.Component],
        services: [String],
        logIndex: String,
        version: String
    ) {
        self.components = components
        self.services = services
        self.logIndex = logIndex
        self.version = version
    }

    nonisolated func add(to router: AppRouter) {
        router.get("/api/status") { _, _ in
            Response.json(await self.document(), headers: [.cacheControl: "no-store"])
        }
    }

    private func document() async -> JSONValue {
        let states = await states()
        let list = zip(components, states).map { component, state -> JSONValue in
            var object = JSONObject()
            object.append("name", .string(component.name))
            object.append("purpose", .string(component.purpose))
            object.append("url", .string(component.url))
            object.append("health", .string(state.health.rawValue))
            if let detail = state.detail { object.append("detail", .string(detail)) }
            return .object(object)
        }
        return [
            "version": .string(version), "logs": ["index": .string(logIndex)],
            "services": .array(services.map { .string($0) }), "components": .array(list),
        ]
    }

    private func states() async -> [State] {
        if let last, last.at.duration(to: .now) < Self.lifetime { return last.states }
        if let asking { return await asking.value }
        let task = Task { [components, caller] in await Self.ask(components, caller) }
        asking = task
        let states = await task.value
        asking = nil
        last = (.now, states)
        return states
    }

    private static func ask(_ components: [ConsoleConfiguration.Component], _ caller: HTTPCaller) async -> [State] {
        await withTaskGroup(of: (Int, State).self) { group in
            for (index, component) in components.enumerated() {
                group.addTask { (index, await ask(component, caller)) }
            }
            var states = components.map { _ in State(health: .unknown) }
            for await (index, state) in group { states[index] = state }
            return states
        }
    }

    private static func ask(_ component: ConsoleConfiguration.Component, _ caller: HTTPCaller) async -> State {
        guard let url = component.healthURL else { return State(health: .unknown) }
        do {
            let reply = try await caller.get(url, timeout: patience, limit: 1 << 20)
            guard reply.isSuccess else {
                let reason = reply.text.prefix(300)
                return State(health: .down, detail: "answers \(reply.status): \(reason)")
            }
            return State(health: .up)
        } catch {
            return State(health: .down, detail: error.reason)
        }
    }
}
