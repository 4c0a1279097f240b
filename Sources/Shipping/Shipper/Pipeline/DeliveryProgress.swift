internal import EventPipeline

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
