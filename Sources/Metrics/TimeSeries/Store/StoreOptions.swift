public import Storage

/// How a store keeps its log.
public struct StoreOptions: Sendable {
    public enum Synchronization: Sendable, Equatable {
        /// The owner calls ``TimeSeriesStore/synchronize()`` at an interval, which bounds what a loss of power takes.
        case byOwner
        /// Every append is on the disk itself before it returns.
        case always
    }

    /// A segment of the log is closed when it has this many bytes …
    public var segmentSize = 64 << 20
    /// … or is this old, in milliseconds.
    public var segmentDuration: Int64 = 2 * 3_600_000
    public var synchronization = Synchronization.byOwner
    /// For tests: what happens instead of calls that change files.
    public var faults: FileFaults?
    /// The present time, in milliseconds since 1970 UTC.
    public var clock: @Sendable () -> Int64

    public init(clock: @escaping @Sendable () -> Int64) {
        self.clock = clock
    }
}
