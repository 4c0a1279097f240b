internal import EventPipeline

/// Prints events to the standard output.
struct StdoutOutput: Output {
    let formatter: EventFormatter

    func deliver(
        _ chunk: ChunkHandle,
        _ reader: ChunkReader,
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) {
        try await reader.forEach { (parts) async throws(DeliveryError) in
            for part in parts {
                var bytes: [UInt8] = []
                for index in part.batch.entries.indices where !progress.done.contains(part.first + index) {
                    formatter.append(part.batch, index, tag: part.tag, to: &bytes)
                }
                StandardOutput.write(bytes)
                progress.deliver(part.first..<part.first + part.batch.count)
            }
        }
    }
}
