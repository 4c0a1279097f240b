public import Bytes

/// How a target's last scrape went.
public struct TargetStatus: Sendable {
    public enum Health: String, Sendable {
        /// Not scraped yet.
        case unknown
        case up
        case down
    }

    public var health = Health.unknown
    /// Empty while the target is up.
    public var lastError = ""
    public var lastScrape: Timestamp?
    /// Seconds.
    public var lastDuration = 0.0
    public var metadata: [String: MetricMetadata] = [:]
}

/// A target as the targets page shows it.
public struct ActiveTarget: Sendable {
    public let job: String
    public let target: Target
    public let status: TargetStatus
}
