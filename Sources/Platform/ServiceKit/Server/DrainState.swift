import Synchronization

/// Whether a listener is on its way out, and whether somebody is still connected to it.
final class DrainState: Sendable {
    private let flag = Atomic(false)
    private let connections = Atomic(0)

    var isDraining: Bool { flag.load(ordering: .relaxed) }
    var hasConnections: Bool { connections.load(ordering: .relaxed) > 0 }

    func begin() {
        flag.store(true, ordering: .relaxed)
    }

    func withConnection(_ body: () async -> Void) async {
        connections.add(1, ordering: .relaxed)
        await body()
        connections.subtract(1, ordering: .relaxed)
    }
}
