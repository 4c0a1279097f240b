public import Bytes

/// A group of events that is delivered, retried and forgotten as a whole.
struct Chunk {
    enum State {
        /// Takes more events.
        case staged
        case queued
        /// An output has it.
        case taken
    }

    struct Piece {
        enum Place {
            case memory([UInt8])
            /// A record of a segment, and where in it.
            case file(segment: UInt64, record: Int, events: Range<Int>)
        }

        let tag: String
        let first: Int
        let count: Int
        var place: Place

        var byteCount: Int {
            switch place {
            case .memory(let bytes): bytes.count
            case .file(_, _, let events): events.count
            }
        }
    }

    let id: ChunkID
    let key: ChunkKey
    let created: Timestamp
    var state = State.staged
    var pieces: [Piece] = []
    var count = 0
    var byteCount = 0
    /// For a buffer in memory: of each stream, where the first of its events here begins.
    var floors: [UInt64: Int] = [:]
    var failures = 0
    var firstFailure: Timestamp?
    /// Not before this it is tried again.
    var notBefore: Timestamp?
    var done = OrdinalSet()
}

/// A chunk as an output has it.
public struct ChunkHandle: Sendable {
    public let id: ChunkID
    public let key: ChunkKey
    public let created: Timestamp
    /// Events.
    public let count: Int
    public let byteCount: Int
    /// How often it has failed before.
    public let failures: Int
    /// What an earlier attempt has dealt with.
    public let done: OrdinalSet
}

/// Events of one tag in a chunk.
public struct ChunkEvents: Sendable {
    public let tag: String
    /// The place in the chunk of the first.
    public let first: Int
    public let batch: EventBatch
}
