public import Bytes
internal import Storage
internal import Synchronization

/// The buffer of one output: events go into chunks, chunks wait to be delivered.
///
/// A buffer on disk keeps events and the positions of their sources in the same records, so that a crash neither
/// loses events nor takes them twice. All calls may block on the disk.
///
/// Memory: a buffer on disk holds about 100 bytes for each append that is not yet delivered; a buffer in memory holds
/// its events.
public final class EventBuffer: Sendable {
    public let configuration: BufferConfiguration
    let state: Mutex<BufferState>

    /// Opens the buffer. What an earlier process left is queued at once.
    ///
    /// - Returns: The buffer, and what was found wrong with its files.
    public static func open(
        _ configuration: BufferConfiguration,
        now: Timestamp
    ) throws(BufferError) -> (buffer: EventBuffer, notes: [String]) {
        var state = try BufferState(configuration)
        let notes = try state.recover(now: now)
        return (EventBuffer(configuration, state), notes)
    }

    private init(_ configuration: BufferConfiguration, _ state: consuming sending BufferState) {
        self.configuration = configuration
        self.state = Mutex(state)
    }

    public var isDurable: Bool { configuration.directory != nil }

    /// Appends the events of a batch.
    ///
    /// - Parameters:
    ///   - source: The stream that they come from, and the offset at which the batch began and ends. Events up to a
    ///     position that the buffer has already are left out: a batch may be given again after a crash or an error.
    /// - Returns: How many events were new.
    @discardableResult
    public func append(
        _ batch: EventBatch,
        tag: String,
        source: BatchSource? = nil,
        now: Timestamp
    ) throws(BufferError) -> Int {
        try state.withLock { state throws(BufferError) in
            try state.append(batch, tag: tag, source: source, now: now)
        }
    }

    /// Makes what was appended survive as the configuration wants it, before a source forgets it.
    public func commit(now: Timestamp) throws(BufferError) {
        try state.withLock { state throws(BufferError) in try state.commit(now: now) }
    }

    /// The next chunk that is due, for the caller alone until it calls `delivered`, `retry` or `discard`.
    public func take(now: Timestamp) -> ChunkHandle? {
        state.withLock { $0.take(now: now) }
    }

    /// When a chunk will be due; nil while there is none.
    public func nextDue(now: Timestamp) -> Timestamp? {
        state.withLock { $0.nextDue(now: now) }
    }

    /// Reads events of a taken chunk from the piece `piece` on, as many as fit in `limit` bytes, one piece at least.
    ///
    /// - Returns: The events and the next piece; nil behind the last.
    public func read(
        _ chunk: ChunkID,
        from piece: Int,
        limit: Int = 4 << 20
    ) throws(BufferError) -> (events: [ChunkEvents], next: Int?) {
        try state.withLock { state throws(BufferError) in try state.read(chunk, from: piece, limit: limit) }
    }

    /// Forgets a chunk: its output has it, or it is in the dead-letter file.
    public func delivered(_ chunk: ChunkID) throws(BufferError) {
        try state.withLock { state throws(BufferError) in try state.remove(chunk) }
    }

    /// Puts a chunk back for another attempt.
    ///
    /// - Parameter done: The events that need no other.
    /// - Returns: When it will be tried again; nil when it has reached a limit and is to be given up.
    public func retry(_ chunk: ChunkID, done: OrdinalSet, now: Timestamp) -> Timestamp? {
        state.withLock { $0.retry(chunk, done: done, now: now) }
    }

    /// Puts a taken chunk back as it was, for the process stops.
    public func release(_ chunk: ChunkID, done: OrdinalSet) {
        state.withLock { $0.release(chunk, done: done) }
    }

    /// Closes all chunks, so that they are due now.
    public func enqueueAll() {
        state.withLock { $0.enqueueAll() }
    }

    /// How far the buffer has a stream.
    public func position(of stream: UInt64) -> Int? {
        state.withLock { $0.positions[stream] }
    }

    /// Of a buffer in memory: where the first event of a stream begins that is not delivered yet.
    public func floor(of stream: UInt64) -> Int? {
        state.withLock { $0.floor(of: stream) }
    }

    /// Forgets the positions of streams that no source knows any more.
    public func forget(_ streams: Set<UInt64>) {
        state.withLock { state in
            for stream in streams { state.positions[stream] = nil }
        }
    }

    /// Forgets the positions of all streams but these.
    public func retain(_ streams: Set<UInt64>) {
        state.withLock { state in state.positions = state.positions.filter { streams.contains($0.key) } }
    }

    /// Closes the files and lets another process have them. What is appended from now on is refused.
    public func close() {
        state.withLock { $0.close() }
    }

    public struct Statistics: Sendable, Hashable {
        public var stagedChunks = 0
        public var stagedBytes = 0
        public var queuedChunks = 0
        public var queuedBytes = 0
        public var oldest: Timestamp?
        public var diskBytes = 0
        public var droppedChunks = 0
        public var droppedEvents = 0
        public var failures = 0
        public var records = 0
    }

    public var statistics: Statistics { state.withLock { $0.statistics() } }
}

/// Where a batch comes from.
public struct BatchSource: Sendable, Hashable {
    public let stream: UInt64
    /// The offset of the first byte.
    public let start: Int
    /// The offset behind the last.
    public let end: Int

    public init(stream: UInt64, start: Int, end: Int) {
        self.stream = stream
        self.start = start
        self.end = end
    }
}
