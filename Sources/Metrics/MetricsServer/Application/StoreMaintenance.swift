import Bytes
import Logging
import NIOPosix
import ServiceKit
import ServiceLifecycle
import Storage
import Telemetry
import TimeSeries

/// What a store needs done from time to time: appends brought to the disk itself, and samples past retention removed.
struct StoreMaintenance: Service {
    let store: TimeSeriesStore
    let synchronization: MetricsConfiguration.Synchronization
    let retention: Duration
    let pool: NIOThreadPool
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                if case .every(let interval) = synchronization {
                    group.addTask { await repeating(every: interval) { synchronize() } }
                }
                group.addTask { await repeating(every: .seconds(60)) { removeExpired() } }
            }
        }
        try await pool.runIfActive { synchronize() }
    }

    private func repeating(every interval: Duration, _ work: @escaping @Sendable () -> Void) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            try? await pool.runIfActive { work() }
        }
    }

    private func synchronize() {
        do throws(StorageError) {
            try store.synchronize()
        } catch {
            logger.critical(
                "The metrics log cannot be brought to the disk; nothing more is stored until the next start",
                metadata: ["error.message": "\(error)"]
            )
        }
    }

    /// Also run once before the server starts, so that nothing expired is ever shown.
    func removeExpired() {
        let cutoff = Timestamp.now().milliseconds - retention.inMilliseconds
        do throws(StorageError) {
            let removed = try store.removeSamples(before: cutoff)
            if removed.segments > 0 || removed.series > 0 {
                logger.info(
                    "Samples past retention were removed",
                    metadata: [
                        "martlet.samples": "\(removed.samples)", "martlet.series": "\(removed.series)",
                        "martlet.segments": "\(removed.segments)",
                    ]
                )
            }
        } catch {
            logger.error("Samples past retention cannot be removed", metadata: ["error.message": "\(error)"])
        }
    }
}
