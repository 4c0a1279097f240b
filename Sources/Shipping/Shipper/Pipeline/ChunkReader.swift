internal import EventPipeline

/// Reads the events of a chunk, some at a time.
struct ChunkReader: Sendable {
    let buffer: EventBuffer
    let chunk: ChunkID

    /// Calls `body` with the events of the chunk in order, a few megabytes at a time.
    func forEach(
        _ body: (_ events: [ChunkEvents]) async throws(DeliveryError) -> Void
    ) async throws(DeliveryError) {
        var piece: Int? = 0
        while let from = piece {
            let (buffer, chunk) = (buffer, chunk)
            let part: (events: [ChunkEvents], next: Int?)
            do {
                part = try await BlockingWork.run { try buffer.read(chunk, from: from) }
            } catch {
                throw .some("the chunk cannot be read: \(error)")
            }
            try await body(part.events)
            piece = part.next
        }
    }
}
