public import Logging
public import SQLDatabase
public import ServiceKit

extension KeySetCache {
    /// Fetches the set from a user service.
    public convenience init(url: String, caller: HTTPCaller, clock: WallClock = .system, logger: Logger) {
        self.init(clock: clock, logger: logger) {
            let reply = try await caller.get(url, timeout: .seconds(2), limit: 64 << 10)
            guard reply.status == 200 else { throw KeySetError("\(url) answered \(reply.status)") }
            return reply.body
        }
    }

    /// What `/readyz` asks: nobody can be let in before the first set is there.
    public func unavailability(of url: String) async -> String? {
        await load()
        return isLoaded ? nil : "no keys could be fetched from \(url) yet"
    }
}
