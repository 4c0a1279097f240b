import ServiceKit
import Synchronization

/// The address that a server has really got; routes are made before it is known.
final class BoundAddress: Sendable {
    private let address = Mutex<ListenAddress?>(nil)

    var value: ListenAddress? { address.withLock { $0 } }

    func set(_ value: ListenAddress) {
        address.withLock { $0 = value }
    }
}
