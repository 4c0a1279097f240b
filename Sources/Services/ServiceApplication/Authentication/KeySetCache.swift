internal import Bytes
public import Logging
public import SQLDatabase
internal import Synchronization

/// The user service's public keys, as another service keeps them: good for five minutes, fetched again for a key it
/// does not know (at most every 30 s, so that forged tokens cannot make it ask all the time), by one request however
/// many wait, and the last good set for as long as the user service cannot be reached.
public final class KeySetCache: Sendable {
    public typealias Fetch = @Sendable () async throws -> [UInt8]

    private struct State {
        var keys: KeySet?
        var fetchedAt: Timestamp?
        var attemptedAt: Timestamp?
        var running: Task<Void, Never>?
    }

    static let lifetime = Duration.seconds(300)
    static let refetchInterval = Duration.seconds(30)
    /// While there is no set at all, a failed fetch is tried again sooner.
    static let firstFetchInterval = Duration.seconds(1)

    private let fetch: Fetch
    private let clock: WallClock
    private let logger: Logger
    private let state = Mutex(State())

    public init(clock: WallClock = .system, logger: Logger, fetch: @escaping Fetch) {
        self.fetch = fetch
        self.clock = clock
        self.logger = logger
    }

    /// Whether a set is there: a service is not ready before.
    public var isLoaded: Bool { state.withLock { $0.keys != nil } }

    /// The set to check a token with that names key `id`. Nil when there has never been one.
    public func keySet(for id: String) async -> KeySet? {
        if let task = refetch(for: id) { await task.value }
        return state.withLock { $0.keys }
    }

    /// Fetches the set now where there is none, so that the first request need not wait.
    public func load() async {
        if let task = refetch(for: nil) { await task.value }
    }

    /// The fetch to wait for, if the set at hand does not do.
    private func refetch(for id: String?) -> Task<Void, Never>? {
        let now = clock.now()
        return state.withLock { state in
            let isFresh = state.fetchedAt.map { now - $0 < Self.lifetime } ?? false
            let isKnown = id.map { state.keys?.contains($0) ?? false } ?? (state.keys != nil)
            if isFresh, isKnown { return nil }
            if let running = state.running { return running }
            let interval = state.keys == nil ? Self.firstFetchInterval : Self.refetchInterval
            if let attempted = state.attemptedAt, now - attempted < interval { return nil }
            state.attemptedAt = now
            let task = Task { await self.fetchOnce() }
            state.running = task
            return task
        }
    }

    private func fetchOnce() async {
        let result: Result<KeySet, any Error>
        do {
            result = .success(try KeySet(json: try await fetch()))
        } catch {
            result = .failure(error)
        }
        let now = clock.now()
        state.withLock { state in
            state.running = nil
            if case .success(let keys) = result {
                state.keys = keys
                state.fetchedAt = now
            }
        }
        if case .failure(let error) = result {
            logger.warning("The key set cannot be fetched, the last one stays: \(error)")
        }
    }
}
