internal import Bytes
internal import EventPipeline
internal import Telemetry

/// Sends chunks to one destination.
protocol Output: Sendable {
    /// Delivers a chunk, but for the events in `progress.done`.
    ///
    /// What is delivered, or refused for good, is added to `progress` as soon as that is certain.
    func deliver(_ chunk: ChunkHandle, _ reader: ChunkReader, _ progress: DeliveryProgress) async throws(DeliveryError)
}

/// Why a chunk is not delivered whole. It is tried again.
struct DeliveryError: Error {
    /// Whether the destination as a whole does not work, so that no other chunk needs to be tried now.
    let isDestinationDown: Bool
    let reason: String

    /// The destination does not answer, or not to anything.
    static func destination(_ reason: String) -> DeliveryError { .init(isDestinationDown: true, reason: reason) }
    /// Some events of this chunk were not taken now.
    static func some(_ reason: String) -> DeliveryError { .init(isDestinationDown: false, reason: reason) }
}

/// What has become of the events of a chunk so far. One task at a time.
final class DeliveryProgress {
    /// Delivered or refused for good.
    private(set) var done: OrdinalSet
    private(set) var delivered = 0
    private let deadLetters: DeadLetterSink

    init(done: OrdinalSet, deadLetters: DeadLetterSink) {
        self.done = done
        self.deadLetters = deadLetters
    }

    func deliver(_ ordinals: some Sequence<Int>) {
        for ordinal in ordinals where !done.contains(ordinal) {
            done.insert(ordinal)
            delivered += 1
        }
    }

    /// Puts events aside that the destination refuses for good.
    func reject(_ letters: [(ordinal: Int, letter: DeadLetterFile.Letter)]) async throws(DeliveryError) {
        try await deadLetters.put(letters.map(\.letter))
        for (ordinal, _) in letters { done.insert(ordinal) }
    }
}

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

/// Where an output puts what it cannot deliver: a dead-letter file, or nowhere.
struct DeadLetterSink: Sendable {
    let file: DeadLetterFile?
    let instruments: OutputInstruments

    func put(_ letters: [DeadLetterFile.Letter]) async throws(DeliveryError) {
        guard !letters.isEmpty else { return }
        guard let file else {
            instruments.dropped.increment(by: letters.count)
            return
        }
        do {
            if try await BlockingWork.run({ try file.append(letters, now: Timestamp.now()) }) {
                instruments.rejected.increment(by: letters.count)
            } else {
                instruments.dropped.increment(by: letters.count)
            }
        } catch {
            // Better a chunk that waits than events that are nowhere.
            throw .some("the dead-letter file cannot be written: \(error)")
        }
    }
}
