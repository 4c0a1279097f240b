internal import Bytes
internal import Storage

/// What a buffer knows: its chunks, the positions of its sources, and its files.
struct BufferState: ~Copyable {
    let configuration: BufferConfiguration
    var positions: [UInt64: Int] = [:]
    var chunks: [ChunkID: Chunk] = [:]
    /// In the order in which chunks were begun.
    var order: [ChunkID] = []
    var stagedByKey: [ChunkKey: ChunkID] = [:]
    var store: SegmentStore?
    var byteCount = 0
    var droppedChunks = 0
    var droppedEvents = 0
    var failures = 0
    var random = SystemRandomNumberGenerator()
    private var isDirty = false
    private var isClosed = false
    /// Chunks that are gone, which the log does not know yet because it could not be written to.
    private var unwrittenPurges: [ChunkID] = []
    private var lastSynchronized = Timestamp(nanoseconds: 0)

    init(_ configuration: BufferConfiguration) throws(BufferError) {
        self.configuration = configuration
        if let directory = configuration.directory {
            store = try SegmentStore(directory: directory, faults: configuration.faults)
        } else {
            store = nil
        }
    }

    // MARK: Appending

    private struct Group {
        var key: ChunkKey
        var first: Int
        var events: [UInt8] = []
        var count = 0
    }

    mutating func append(
        _ batch: EventBatch,
        tag: String,
        source: BatchSource?,
        now: Timestamp
    ) throws(BufferError) -> Int {
        guard !isClosed else { throw .storage("the buffer is closed") }
        var batch = batch
        if let source, let known = positions[source.stream] {
            guard source.end > known else { return 0 }
            batch = batch.dropping(through: known)
        }
        guard !batch.isEmpty else { return 0 }
        try makeRoom(for: batch.bytes.count)
        if configuration.directory != nil, (store?.activeSize ?? 0) >= configuration.segmentBytes {
            try store?.begin(positions)
        }
        let groups = groups(batch, tag: tag)
        let planned = plan(groups, tag: tag, now: now)
        var places: [Chunk.Piece.Place]
        if store != nil {
            places = try write(groups, planned, source)
        } else {
            places = groups.map { .memory($0.events) }
        }
        for index in groups.indices {
            stage(planned[index], groups[index], places[index], source)
        }
        places.removeAll()
        if let source { positions[source.stream] = source.end }
        isDirty = true
        closeFull(now: now)
        return batch.count
    }

    private mutating func makeRoom(for bytes: Int) throws(BufferError) {
        let limit = configuration.totalLimitBytes
        guard byteCount + bytes > limit else { return }
        if configuration.overflow == .dropOldestChunk {
            for id in order {
                guard byteCount + bytes > limit else { return }
                guard let chunk = chunks[id], chunk.state != .taken else { continue }
                droppedChunks += 1
                droppedEvents += chunk.count - chunk.done.count
                try remove(id)
            }
            if byteCount + bytes <= limit { return }
        }
        throw .overflow(limit: limit)
    }

    /// The events by the chunk that they belong to, each group no larger than a chunk may be.
    private func groups(_ batch: EventBatch, tag: String) -> [Group] {
        var groups: [Group] = []
        var places: [ChunkKey: Int] = [:]
        for index in batch.entries.indices {
            let key = configuration.keys.key(tag: tag, batch: batch, index: index)
            let range = batch.entries[index].range
            if let place = places[key], groups[place].events.count + range.count <= configuration.chunkLimitBytes {
                groups[place].events.append(contentsOf: batch.bytes[range])
                groups[place].count += 1
            } else {
                places[key] = groups.count
                groups.append(Group(key: key, first: 0, events: Array(batch.bytes[range]), count: 1))
            }
        }
        return groups
    }

    /// The piece that each group becomes. Chunks are begun here, yet nothing is in them before the write.
    private mutating func plan(_ groups: [Group], tag: String, now: Timestamp) -> [BufferRecord.Piece] {
        var pieces: [BufferRecord.Piece] = []
        var fill: [ChunkID: (count: Int, bytes: Int)] = [:]
        for group in groups {
            var target: Chunk?
            if let id = stagedByKey[group.key], let chunk = chunks[id] {
                let planned = fill[id] ?? (chunk.count, chunk.byteCount)
                let isFull =
                    planned.bytes > 0 && planned.bytes + group.events.count > configuration.chunkLimitBytes
                    || chunk.pieces.count >= BufferConfiguration.pieceLimit
                if isFull { close(id) } else { target = chunk }
            }
            let chunk = target ?? begin(group.key, now: now)
            let planned = fill[chunk.id] ?? (chunk.count, chunk.byteCount)
            pieces.append(
                BufferRecord.Piece(
                    chunk: chunk.id,
                    key: group.key,
                    created: chunk.created.milliseconds,
                    tag: tag,
                    first: planned.count,
                    count: group.count,
                    events: 0..<0
                )
            )
            fill[chunk.id] = (planned.count + group.count, planned.bytes + group.events.count)
        }
        return pieces
    }

    private mutating func write(
        _ groups: [Group],
        _ pieces: [BufferRecord.Piece],
        _ source: BatchSource?
    ) throws(BufferError) -> [Chunk.Piece.Place] {
        let moved = source.map { [SourcePosition(stream: $0.stream, offset: $0.end)] } ?? []
        var record = BufferRecord.appendHead(moved, pieces: pieces.count)
        var ranges: [Range<Int>] = []
        for (group, piece) in zip(groups, pieces) {
            ranges.append(BufferRecord.append(piece, events: group.events, to: &record))
        }
        guard let place = try store?.append(record) else { throw .storage("BUG: no store") }
        store?.adjust(place.segment, by: ranges.reduce(0) { $0 + $1.count })
        return ranges.map { .file(segment: place.segment, record: place.offset, events: $0) }
    }

    private mutating func begin(_ key: ChunkKey, now: Timestamp) -> Chunk {
        let chunk = Chunk(id: ChunkID(at: now, using: &random), key: key, created: now)
        chunks[chunk.id] = chunk
        order.append(chunk.id)
        stagedByKey[key] = chunk.id
        return chunk
    }

    private mutating func stage(
        _ piece: BufferRecord.Piece,
        _ group: Group,
        _ place: Chunk.Piece.Place,
        _ source: BatchSource?
    ) {
        chunks[piece.chunk]?.pieces.append(.init(tag: piece.tag, first: piece.first, count: piece.count, place: place))
        chunks[piece.chunk]?.count += group.count
        chunks[piece.chunk]?.byteCount += group.events.count
        if let source, store == nil {
            let floor = chunks[piece.chunk]?.floors[source.stream] ?? source.start
            chunks[piece.chunk]?.floors[source.stream] = min(floor, source.start)
        }
        byteCount += group.events.count
    }

    mutating func commit(now: Timestamp) throws(BufferError) {
        writePurges()
        guard isDirty, store != nil else { return }
        switch configuration.synchronization {
        case .none: return
        case .interval where now - lastSynchronized < .seconds(1): return
        case .interval, .always: break
        }
        try store?.synchronize()
        isDirty = false
        lastSynchronized = now
    }

    mutating func close() {
        isClosed = true
        store = nil
    }

    // MARK: Leaving

    /// Forgets a chunk, on disk too.
    mutating func remove(_ id: ChunkID) throws(BufferError) {
        guard let chunk = chunks[id] else { return }
        if store != nil, !chunk.pieces.isEmpty { unwrittenPurges.append(id) }
        writePurges()
        chunks[id] = nil
        if let place = order.firstIndex(of: id) { order.remove(at: place) }
        if stagedByKey[chunk.key] == id { stagedByKey[chunk.key] = nil }
        byteCount -= chunk.byteCount
        for piece in chunk.pieces {
            if case .file(let segment, _, let events) = piece.place { store?.adjust(segment, by: -events.count) }
        }
        try compact()
    }

    /// On a full disk the record waits: the chunk is delivered all the same, and deleting its segment is what makes
    /// room. Should the process die before, the chunk is sent once more with the same document identifiers.
    private mutating func writePurges() {
        guard store != nil, !unwrittenPurges.isEmpty else { return }
        if (try? store?.append(BufferRecord.purge(unwrittenPurges))) != nil { unwrittenPurges.removeAll() }
    }

    /// Keeps the files below twice the events in them and two segments: a chunk that waits long must not hold on to
    /// segments whose other chunks are gone.
    private mutating func compact() throws(BufferError) {
        try store?.dropOldest()
        while let oldest = store?.segments.first, store?.segments.count ?? 0 > 1,
            (store?.totalSize ?? 0) > 2 * byteCount + 2 * configuration.segmentBytes
        {
            try move(from: oldest.number)
            try store?.dropOldest()
        }
    }

    private mutating func move(from segment: UInt64) throws(BufferError) {
        if (store?.activeSize ?? 0) >= configuration.segmentBytes { try store?.begin(positions) }
        for id in order {
            guard let chunk = chunks[id] else { continue }
            for index in chunk.pieces.indices {
                guard case .file(segment, let record, let events) = chunk.pieces[index].place else { continue }
                let piece = chunk.pieces[index]
                guard let bytes = try store?.read(segment, at: record) else { continue }
                var moved = BufferRecord.moveHead(from: segment, pieces: 1)
                let range = BufferRecord.append(
                    BufferRecord.Piece(
                        chunk: id,
                        key: chunk.key,
                        created: chunk.created.milliseconds,
                        tag: piece.tag,
                        first: piece.first,
                        count: piece.count,
                        events: 0..<0
                    ),
                    events: bytes[events],
                    to: &moved
                )
                guard let place = try store?.append(moved) else { continue }
                store?.adjust(place.segment, by: range.count)
                store?.adjust(segment, by: -events.count)
                chunks[id]?.pieces[index].place = .file(segment: place.segment, record: place.offset, events: range)
            }
        }
    }

    // MARK: Reading

    func read(
        _ id: ChunkID,
        from piece: Int,
        limit: Int
    ) throws(BufferError) -> (events: [ChunkEvents], next: Int?) {
        guard let chunk = chunks[id] else { throw .storage("BUG: chunk \(id) is not in the buffer") }
        var events: [ChunkEvents] = []
        var total = 0
        var index = piece
        // Pieces of one record stand next to each other.
        var last: (segment: UInt64, offset: Int, bytes: [UInt8])?
        while index < chunk.pieces.count {
            let piece = chunk.pieces[index]
            if !events.isEmpty, total + piece.byteCount > limit { break }
            var bytes: [UInt8] = []
            switch piece.place {
            case .memory(let events): bytes = events
            case .file(let segment, let offset, let range):
                if last?.segment != segment || last?.offset != offset {
                    last = (segment, offset, try store?.read(segment, at: offset) ?? [])
                }
                if let record = last?.bytes { bytes = Array(record[range]) }
            }
            do {
                events.append(ChunkEvents(tag: piece.tag, first: piece.first, batch: try EventBatch(chunk: bytes)))
            } catch {
                throw .storage("chunk \(id) holds what is no event: \(error)")
            }
            total += bytes.count
            index += 1
        }
        return (events, index < chunk.pieces.count ? index : nil)
    }

    func floor(of stream: UInt64) -> Int? {
        guard store == nil else { return nil }
        return chunks.values.compactMap { $0.floors[stream] }.min()
    }

    mutating func statistics() -> EventBuffer.Statistics {
        var result = EventBuffer.Statistics()
        for chunk in chunks.values {
            if chunk.state == .staged {
                result.stagedChunks += 1
                result.stagedBytes += chunk.byteCount
            } else {
                result.queuedChunks += 1
                result.queuedBytes += chunk.byteCount
            }
            result.records += chunk.count
            result.oldest = min(result.oldest ?? chunk.created, chunk.created)
        }
        result.diskBytes = store?.totalSize ?? 0
        result.droppedChunks = droppedChunks
        result.droppedEvents = droppedEvents
        result.failures = failures
        return result
    }
}
