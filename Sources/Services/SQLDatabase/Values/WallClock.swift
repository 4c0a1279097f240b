public import Bytes

/// What time it is. Taken from outside, so that tests can let an hour pass.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// The machine's clock, in whole microseconds: what a column holds, so that a time reads back as it was written.
    public static let system = WallClock {
        Timestamp(microseconds: Timestamp.now().microseconds)
    }
}
