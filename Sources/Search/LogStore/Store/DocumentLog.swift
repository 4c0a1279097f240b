import Storage
import Synchronization

/// The log file of one index: appended by one writer at a time, read and synchronized by any number of threads.
final class DocumentLog: Sendable {
    private let log: Mutex<RecordLog>
    private let synchronization: Mutex<Synchronization>

    private struct Synchronization: ~Copyable {
        /// A descriptor of its own, so that nobody who appends waits for the device.
        let file: File
        /// Up to where the file is on the device.
        var size: Int
        var failure: StorageError?
    }

    init(_ log: consuming RecordLog) throws(StorageError) {
        let file = try log.duplicateFile()
        let size = log.size
        self.log = Mutex(log)
        synchronization = Mutex(Synchronization(file: file, size: size))
    }

    var size: Int { log.withLock { $0.size } }

    /// Appends records with one write; all of them or none.
    ///
    /// - Returns: Their offsets.
    func append(_ records: [[UInt8]]) throws(LogStoreError) -> [Int] {
        let failure = synchronization.withLock { $0.failure }
        if let failure { throw Self.error(failure) }
        do throws(StorageError) {
            return try log.withLock { log throws(StorageError) in try log.append(contentsOf: records) }
        } catch {
            throw Self.error(error)
        }
    }

    func read(at offset: Int) throws(LogStoreError) -> [UInt8] {
        do throws(RecordLogError) {
            return try log.withLock { log throws(RecordLogError) in try log.read(at: offset) }
        } catch {
            throw LogStoreError(.corruption, error.description)
        }
    }

    /// Returns once everything that had been appended before the call is on the device. Whoever waits here while
    /// another synchronizes is mostly served by that one: group commit.
    func synchronize() throws(LogStoreError) {
        let wanted = size
        do throws(StorageError) {
            try synchronization.withLock { state throws(StorageError) in
                if let failure = state.failure { throw failure }
                guard state.size < wanted else { return }
                let reached = log.withLock { $0.size }
                do throws(StorageError) {
                    try state.file.synchronizeData()
                } catch {
                    // What is on the device is unknown from here on; nothing more may be acknowledged.
                    state.failure = error
                    throw error
                }
                state.size = reached
            }
        } catch {
            throw Self.error(error)
        }
    }

    static func error(_ error: StorageError) -> LogStoreError {
        if error.isOutOfSpace {
            return LogStoreError(
                .clusterBlock,
                "blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
                    + "read-only-allow-delete block]: \(error)"
            )
        }
        return LogStoreError(.storage, error.description)
    }
}
