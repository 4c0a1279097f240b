internal import Bytes
internal import EventPipeline
internal import Telemetry

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
