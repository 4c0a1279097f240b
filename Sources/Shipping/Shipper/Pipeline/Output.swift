internal import EventPipeline

/// Sends chunks to one destination.
protocol Output: Sendable {
    /// Delivers a chunk, but for the events in `progress.done`.
    ///
    /// What is delivered, or refused for good, is added to `progress` as soon as that is certain.
    func deliver(_ chunk: ChunkHandle, _ reader: ChunkReader, _ progress: DeliveryProgress) async throws(DeliveryError)
}
