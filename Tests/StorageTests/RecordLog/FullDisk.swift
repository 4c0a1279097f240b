import Glibc
import Storage
import Synchronization

/// A disk with so many bytes of room left, and other troubles, in front of the real one.
final class FullDisk: Sendable {
    private struct State {
        var room: Int
        var truncateFails = false
        var synchronizeFails = false
    }

    private let state: Mutex<State>

    init(room: Int) {
        state = Mutex(State(room: room))
    }

    var room: Int {
        get { state.withLock { $0.room } }
        set { state.withLock { $0.room = newValue } }
    }

    func failTruncations(_ fail: Bool) { state.withLock { $0.truncateFails = fail } }
    func failSynchronizations(_ fail: Bool) { state.withLock { $0.synchronizeFails = fail } }

    /// Writes are short up to the room there is, and fail with ENOSPC after that, as on a real file system.
    var faults: FileFaults {
        FileFaults { call, _ in
            self.state.withLock { state in
                switch call {
                case .write(let count):
                    if state.room == 0 { return .fail(ENOSPC) }
                    let taken = min(count, state.room)
                    state.room -= taken
                    return taken == count ? .proceed : .short(taken)
                case .truncate: return state.truncateFails ? .fail(EIO) : .proceed
                case .synchronize: return state.synchronizeFails ? .fail(EIO) : .proceed
                }
            }
        }
    }
}
