internal import Synchronization

/// Finds what an event of a tag passes: all filters before the first `<match>` that fits, and that match.
public final class TagRouter: Sendable {
    public enum Rule: Sendable {
        /// The index of a filter.
        case filter(TagPattern, Int)
        /// The index of an output.
        case output(TagPattern, Int)
    }

    public struct Route: Sendable, Hashable {
        public let filters: [Int]
        /// Nil: nothing matches.
        public let output: Int?
    }

    /// Routes that are remembered; a tag beyond them is looked up again.
    static let cacheLimit = 1024

    private let rules: [Rule]
    private let cache = Mutex<[String: Route]>([:])

    public init(_ rules: [Rule]) { self.rules = rules }

    public func route(_ tag: String) -> Route {
        if let known = cache.withLock({ $0[tag] }) { return known }
        var filters: [Int] = []
        var output: Int?
        for rule in rules {
            switch rule {
            case .filter(let pattern, let index): if pattern.matches(tag) { filters.append(index) }
            case .output(let pattern, let index): if pattern.matches(tag) { output = index }
            }
            if output != nil { break }
        }
        let route = Route(filters: filters, output: output)
        cache.withLock { cache in
            if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
            cache[tag] = route
        }
        return route
    }
}
