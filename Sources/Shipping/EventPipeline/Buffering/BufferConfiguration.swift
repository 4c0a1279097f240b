public import Storage

/// The parameters of a `<buffer>` section.
public struct BufferConfiguration: Sendable {
    public enum FlushMode: Sendable, Hashable {
        /// A chunk is closed when it is this old.
        case interval(Duration)
        /// A chunk is closed after each append.
        case immediate
        /// A chunk is closed this long after the end of its time slice, or when it is full.
        case lazy(wait: Duration)
    }

    public enum OverflowAction: Sendable, Hashable {
        /// The source is told, and keeps what it has.
        case refuse
        /// The source waits.
        case block
        case dropOldestChunk
    }

    public enum Synchronization: Sendable, Hashable {
        /// Appended data survives the process only.
        case none
        /// Once a second.
        case interval
        /// Before a source may forget what it gave.
        case always
    }

    /// The folder of the log; nil for a buffer in memory.
    public var directory: String?
    public var keys = ChunkKeys()
    public var flushMode = FlushMode.interval(.seconds(60))
    /// Nil: a buffer on disk is kept, one in memory is flushed.
    public var flushesAtShutdown: Bool?
    public var chunkLimitBytes = 8 << 20
    public var chunkLimitRecords: Int?
    /// The part of the limit at which a chunk is closed.
    public var fullThreshold = 0.95
    public var totalLimitBytes = 512 << 20
    public var overflow = OverflowAction.refuse
    public var retry = RetryPolicy()
    public var synchronization = Synchronization.always
    /// For tests.
    public var faults: FileFaults?

    public init(directory: String? = nil) { self.directory = directory }

    /// Segments grow with the limit, so that a full buffer has 256 files at most.
    var segmentBytes: Int { max(16 << 20, totalLimitBytes / 256) }
    /// Pieces in one chunk: bounds what is held in memory of it.
    static let pieceLimit = 4096
}

/// Why a buffer took no events.
public enum BufferError: Error, Sendable, CustomStringConvertible {
    /// `total_limit_size` is reached.
    case overflow(limit: Int)
    case storage(String)

    public var description: String {
        switch self {
        case .overflow(let limit): "the buffer is full: its limit is \(limit) bytes"
        case .storage(let reason): reason
        }
    }
}
