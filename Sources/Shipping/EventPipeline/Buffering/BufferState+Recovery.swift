internal import Bytes
internal import Storage

extension BufferState {
    /// Reads the segments that an earlier process left.
    ///
    /// - Returns: What was found wrong.
    mutating func recover(now: Timestamp) throws(BufferError) -> [String] {
        guard store != nil else { return [] }
        var notes: [String] = []
        var index = ReplayIndex()
        let numbers = try store?.existing() ?? []
        for number in numbers {
            let path = (configuration.directory ?? "") + "/" + SegmentStore.name(number)
            let before = index
            let opened = store?.segments.count ?? 0
            let note = try store?.open(number) { (record: [UInt8], offset: Int) throws(CorruptionError) in
                index.apply(try BufferRecord.parse(record, path: path, offset: offset), segment: number, offset: offset)
            }
            if let note { notes.append(note) }
            // A damaged segment is put aside whole: what was read of it before the damage is not used either.
            if store?.segments.count ?? 0 == opened { index = before }
        }
        positions = index.positions
        for id in index.order {
            guard var chunk = index.chunks[id], !chunk.pieces.isEmpty else { continue }
            chunk.pieces.sort { $0.first < $1.first }
            chunk.count = chunk.pieces.map { $0.first + $0.count }.max() ?? 0
            chunk.byteCount = chunk.pieces.reduce(0) { $0 + $1.byteCount }
            chunk.state = .queued
            for piece in chunk.pieces {
                if case .file(let segment, _, let events) = piece.place { store?.adjust(segment, by: events.count) }
            }
            byteCount += chunk.byteCount
            chunks[id] = chunk
            order.append(id)
        }
        if store?.segments.isEmpty ?? true {
            try store?.begin(positions, atLeast: (numbers.last ?? 0) + 1)
        }
        try store?.dropOldest()
        return notes
    }
}

/// What the records of a log amount to.
private struct ReplayIndex {
    var positions: [UInt64: Int] = [:]
    var chunks: [ChunkID: Chunk] = [:]
    var order: [ChunkID] = []

    mutating func apply(_ content: BufferRecord.Content, segment: UInt64, offset: Int) {
        switch content {
        case .positions(let known): advance(known)
        case .append(let moved, let pieces):
            advance(moved)
            for piece in pieces { add(piece, segment: segment, offset: offset) }
        case .purge(let ids):
            for id in ids { chunks[id] = nil }
        case .move(let from, let pieces):
            for piece in pieces {
                // The same events may still stand where they were moved from.
                chunks[piece.chunk]?.pieces.removeAll { old in
                    if case .file(from, _, _) = old.place { old.first == piece.first } else { false }
                }
                add(piece, segment: segment, offset: offset)
            }
        }
    }

    private mutating func advance(_ moved: [SourcePosition]) {
        for position in moved { positions[position.stream] = max(positions[position.stream] ?? 0, position.offset) }
    }

    private mutating func add(_ piece: BufferRecord.Piece, segment: UInt64, offset: Int) {
        if chunks[piece.chunk] == nil {
            let created = Timestamp(milliseconds: piece.created)
            chunks[piece.chunk] = Chunk(id: piece.chunk, key: piece.key, created: created)
            order.append(piece.chunk)
        }
        chunks[piece.chunk]?.pieces.append(
            .init(
                tag: piece.tag,
                first: piece.first,
                count: piece.count,
                place: .file(segment: segment, record: offset, events: piece.events)
            )
        )
    }
}
