internal import EventPipeline
internal import Logging
internal import ServiceLifecycle

/// Runs all outputs. Started before the inputs, it ends after them.
struct OutputService: Service {
    let outputs: [OutputRunner]
    let drainTimeout: Duration
    /// Called when nothing is delivered any more.
    let finish: @Sendable () -> Void
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for output in outputs {
                group.addTask {
                    await output.run()
                    return false
                }
            }
            group.addTask {
                try? await gracefulShutdown()
                for output in outputs { output.stop() }
                // What is not delivered by then stays on disk, or is read again from its file.
                try? await Task.sleep(for: drainTimeout)
                return true
            }
            var running = outputs.count
            while running > 0, let isTimeout = await group.next() {
                guard !isTimeout else {
                    logger.warning("the shutdown does not wait any longer for deliveries")
                    break
                }
                running -= 1
            }
            // An output ends only when it was told to, so that without any the service waits for that.
            if outputs.isEmpty { _ = await group.next() }
            group.cancelAll()
        }
        await Self.close(outputs, finish)
    }

    private static func close(_ outputs: [OutputRunner], _ finish: @escaping @Sendable () -> Void) async {
        _ = try? await BlockingWork.run {
            finish()
            for output in outputs { output.buffer.close() }
        }
    }
}
