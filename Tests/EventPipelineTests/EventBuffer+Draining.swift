import Bytes
import EventPipeline

extension EventBuffer {
    /// Takes, reads and forgets every chunk that is due.
    func drain(now: Timestamp) throws -> [Int] {
        var result: [Int] = []
        while let chunk = take(now: now) {
            result += try contents(chunk)
            try delivered(chunk.id)
        }
        return result
    }

    func contents(_ chunk: ChunkHandle) throws -> [Int] {
        var result: [Int] = []
        var piece: Int? = 0
        while let from = piece {
            let part = try read(chunk.id, from: from, limit: 64)
            for events in part.events { result += numbers(events.batch) }
            piece = part.next
        }
        return result
    }
}
