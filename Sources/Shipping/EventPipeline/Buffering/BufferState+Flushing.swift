internal import Bytes

extension BufferState {
    /// Closes a staged chunk.
    mutating func close(_ id: ChunkID) {
        guard let chunk = chunks[id], chunk.state == .staged else { return }
        chunks[id]?.state = .queued
        if stagedByKey[chunk.key] == id { stagedByKey[chunk.key] = nil }
    }

    /// Closes the chunks that are full, and with `flush_mode immediate` all.
    mutating func closeFull(now: Timestamp) {
        let threshold = Double(configuration.chunkLimitBytes) * configuration.fullThreshold
        for id in Array(stagedByKey.values) {
            guard let chunk = chunks[id] else { continue }
            let isFull =
                Double(chunk.byteCount) >= threshold || chunk.pieces.count >= BufferConfiguration.pieceLimit
                || configuration.chunkLimitRecords.map { chunk.count >= $0 } ?? false
            if isFull || configuration.flushMode == .immediate { close(id) }
        }
    }

    /// When a staged chunk is to be closed.
    private func closing(_ chunk: Chunk) -> Timestamp? {
        switch configuration.flushMode {
        case .immediate: chunk.created
        case .interval(let interval): chunk.created + interval
        case .lazy(let wait):
            chunk.key.timekey.flatMap { timekey in
                configuration.keys.timekey.map { Timestamp(milliseconds: (timekey + $0) * 1000) + wait }
            }
        }
    }

    mutating func take(now: Timestamp) -> ChunkHandle? {
        for id in Array(stagedByKey.values) {
            if let chunk = chunks[id], chunk.count > 0, let time = closing(chunk), time <= now { close(id) }
        }
        for id in order {
            guard let chunk = chunks[id], chunk.state == .queued, chunk.count > 0 else { continue }
            if let notBefore = chunk.notBefore, notBefore > now { continue }
            chunks[id]?.state = .taken
            return ChunkHandle(
                id: id,
                key: chunk.key,
                created: chunk.created,
                count: chunk.count,
                byteCount: chunk.byteCount,
                failures: chunk.failures,
                done: chunk.done
            )
        }
        return nil
    }

    func nextDue(now: Timestamp) -> Timestamp? {
        var next: Timestamp?
        for chunk in chunks.values where chunk.count > 0 {
            let due: Timestamp?
            switch chunk.state {
            case .taken: due = nil
            case .queued: due = chunk.notBefore ?? now
            case .staged: due = closing(chunk)
            }
            if let due { next = min(next ?? due, due) }
        }
        return next
    }

    mutating func retry(_ id: ChunkID, done: OrdinalSet, now: Timestamp) -> Timestamp? {
        guard let chunk = chunks[id] else { return nil }
        failures += 1
        let count = chunk.failures + 1
        let first = chunk.firstFailure ?? now
        chunks[id]?.failures = count
        chunks[id]?.firstFailure = first
        chunks[id]?.done = done
        if configuration.retry.isExhausted(failures: count, first: first, now: now) { return nil }
        var next = now + configuration.retry.delay(attempt: count, using: &random)
        // The last attempt is at the limit itself, not beyond it.
        if let timeout = configuration.retry.timeout { next = max(now, min(next, first + timeout)) }
        chunks[id]?.state = .queued
        chunks[id]?.notBefore = next
        return next
    }

    mutating func release(_ id: ChunkID, done: OrdinalSet) {
        guard chunks[id]?.state == .taken else { return }
        chunks[id]?.state = .queued
        chunks[id]?.done = done
    }

    mutating func enqueueAll() {
        for id in Array(stagedByKey.values) { close(id) }
    }
}
