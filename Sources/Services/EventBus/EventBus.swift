public import ServiceLifecycle

/// Carries events from the service where something happened to those that want to know, at least once and, for each
/// aggregate, in order.
public protocol EventBus: Sendable {
    /// Stores a batch durably, all of it or nothing. An event whose id is already there is not stored again; its
    /// receipt says so.
    func publish(_ events: [Event]) async throws -> [PublishReceipt]

    /// A service that hands the events of `topics` to `handler` while it runs. `durable` names the position that is
    /// kept between runs: a new one starts at the oldest event that is still there, and several subscriptions of one
    /// name share the work.
    func subscription(
        durable: String,
        topics: [String],
        options: SubscriptionOptions,
        handler: @escaping @Sendable (Delivery) async -> DeliveryOutcome
    ) -> any Service
}

public struct PublishReceipt: Sendable, Equatable {
    /// The event's place in the log.
    public let sequence: Int64
    /// Whether an event of this id was there before.
    public let duplicate: Bool
}

public struct Delivery: Sendable {
    public let event: Event
    public let sequence: Int64
    /// 1 for the first time.
    public let attempt: Int
}

public enum DeliveryOutcome: Sendable, Equatable {
    /// Done; never delivered again.
    case acknowledge
    /// Not now: again after the given time, or after the subscription's next backoff. The last attempt that ends so
    /// makes a dead letter.
    case retry(after: Duration?, reason: String)
    /// Never: to the dead letters at once.
    case reject(reason: String)
}

public struct SubscriptionOptions: Sendable {
    /// Deliveries that are handled at the same time; of one aggregate there is one at most.
    public var maximumInFlight = 16
    /// Attempts before an event becomes a dead letter.
    public var maximumAttempts = 8
    /// Waiting times after the first, second … failed attempt; the last one stays.
    public var backoff: [Duration] = [
        .seconds(1), .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3_600),
    ]
    /// After this time without a sign of life of its handler a delivery is made again.
    public var lease = Duration.seconds(5)
    /// How often the log is looked at when nothing wakes the subscription up: other processes may publish too.
    public var pollInterval = Duration.milliseconds(20)
    /// To where that grows while nothing comes.
    public var idlePollInterval = Duration.milliseconds(250)

    public init() {}

    /// The waiting time after the attempt of that number, from 1.
    public func backoff(afterAttempt attempt: Int) -> Duration {
        guard let last = backoff.last else { return .seconds(1) }
        return attempt >= 1 && attempt <= backoff.count ? backoff[attempt - 1] : last
    }
}
