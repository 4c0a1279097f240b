internal import SQLDatabase
internal import Synchronization

/// The subscriptions of this process on one log file. Several logs may be open on the same file, one for each
/// application in `martlet up`; what one of them publishes wakes the subscriptions of all.
final class WakeHub: Sendable {
    private static let hubs = Mutex<[String: WakeHub]>([:])

    private let signals = Mutex<[ObjectIdentifier: WakeSignal]>([:])

    static func shared(for location: DatabaseLocation) -> WakeHub {
        hubs.withLock { hubs in
            if let hub = hubs[location.path] { return hub }
            let hub = WakeHub()
            hubs[location.path] = hub
            return hub
        }
    }

    func add(_ signal: WakeSignal) {
        signals.withLock { $0[ObjectIdentifier(signal)] = signal }
    }

    func remove(_ signal: WakeSignal) {
        _ = signals.withLock { $0.removeValue(forKey: ObjectIdentifier(signal)) }
    }

    func raise() {
        for signal in signals.withLock({ Array($0.values) }) { signal.raise() }
    }
}
