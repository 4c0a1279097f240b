import Synchronization

/// Whether a program lives, has started, and may be sent requests.
public final class Health: Sendable {
    /// Says why the program is not ready, or `nil`.
    public typealias Check = @Sendable () async -> String?

    private struct State {
        var checks: [(name: String, check: Check)] = []
        var hasStarted = false
        var isDraining = false
    }

    private let state = Mutex(State())

    public init() {}

    public func addReadinessCheck(_ name: String, _ check: @escaping Check) {
        state.withLock { $0.checks.append((name, check)) }
    }

    public func setStarted() {
        state.withLock { $0.hasStarted = true }
    }

    /// From now on the program is not ready: load balancers take it out while it still answers.
    public func setDraining() {
        state.withLock { $0.isDraining = true }
    }

    public var hasStarted: Bool { state.withLock { $0.hasStarted } }

    /// The name of each check and what it says; ready when all say `nil`.
    public func readiness() async -> [(name: String, reason: String?)] {
        let state = state.withLock { $0 }
        var results: [(name: String, reason: String?)] = [
            ("started", state.hasStarted ? nil : "still starting"),
            ("draining", state.isDraining ? "shutting down" : nil),
        ]
        for (name, check) in state.checks {
            results.append((name, await check()))
        }
        return results
    }
}
