public import Bytes
import Storage
import Synchronization

/// A directory of indices. One process owns it at a time.
public final class LogStore: Sendable {
    public let directory: String
    /// What this store is known by, for as long as its directory lives: 22 characters.
    public let uuid: String
    private let environment: StoreEnvironment
    private let indexLimit: Int
    private let indices: Mutex<[String: LogIndex]>
    /// Held while the set of indices changes on disk; readers of the set do not wait for it.
    private let changes: Mutex<Void>
    private let lock: LockFile
    /// What opening found.
    public let recovery: Recovery

    public struct Recovery: Sendable, Equatable {
        public var indices = 0
        public var records = 0
        /// Bytes of torn writes that were cut off; none of them had been acknowledged.
        public var droppedBytes = 0
    }

    /// Opens the store in `directory`, which is created if need be, and rebuilds its indices from their logs.
    ///
    /// - Throws: `locked` when another process has it, `corruption` with file and offset, `storage`.
    public init(
        directory: String,
        environment: StoreEnvironment,
        indexLimit: Int = 1000
    ) throws(LogStoreError) {
        self.directory = directory
        self.environment = environment
        self.indexLimit = indexLimit
        do throws(StorageError) {
            try FileSystem.createDirectory(StoreFiles.indices(directory))
        } catch {
            throw DocumentLog.error(error)
        }
        do throws(LockError) {
            lock = try LockFile.acquire(StoreFiles.lock(directory))
        } catch {
            throw LogStoreError(.locked, error.description)
        }
        uuid = try Self.identity(directory, environment)
        var recovery = Recovery()
        let found = try Self.openAll(directory, environment, &recovery)
        self.recovery = recovery
        indices = Mutex(found)
        changes = Mutex(())
    }

    private static func identity(
        _ directory: String,
        _ environment: StoreEnvironment
    ) throws(LogStoreError) -> String {
        let path = StoreFiles.identity(directory)
        do throws(StorageError) {
            if FileSystem.exists(path) {
                return String(decoding: try FileSystem.read(path, limit: 64).prefix { $0 > 32 }, as: UTF8.self)
            }
            let uuid = environment.makeUUID()
            try FileSystem.publish(Array("\(uuid)\n".utf8), to: path, faults: environment.faults)
            return uuid
        } catch {
            throw DocumentLog.error(error)
        }
    }

    private static func openAll(
        _ directory: String,
        _ environment: StoreEnvironment,
        _ recovery: inout Recovery
    ) throws(LogStoreError) -> [String: LogIndex] {
        var found: [String: LogIndex] = [:]
        let names: [String]
        do throws(StorageError) {
            names = try FileSystem.contents(of: StoreFiles.indices(directory))
        } catch {
            throw DocumentLog.error(error)
        }
        for name in names {
            let path = StoreFiles.index(directory, uuid: name)
            if let index = try IndexOpening.open(path, environment, &recovery) {
                if let other = found[index.name] {
                    throw LogStoreError(
                        .corruption,
                        "two directories hold the index [\(index.name)]: \(other.directory) and \(path)"
                    )
                }
                found[index.name] = index
            } else {
                // A creation or deletion that did not come to its end.
                do throws(StorageError) {
                    try FileSystem.removeTree(path)
                } catch {
                    throw DocumentLog.error(error)
                }
            }
        }
        recovery.indices = found.count
        return found
    }

    public func index(named name: String) -> LogIndex? {
        indices.withLock { $0[name] }
    }

    /// All indices, by name.
    public var all: [LogIndex] {
        indices.withLock { Array($0.values) }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Creates an index; durable when this returns.
    @discardableResult
    public func createIndex(
        _ name: String,
        settings: JSONValue = [:],
        mappings: JSONValue = [:]
    ) throws(LogStoreError) -> LogIndex {
        try IndexName.validate(name)
        return try changes.withLock { _ throws(LogStoreError) in
            if let existing = index(named: name) {
                throw LogStoreError(
                    .resourceAlreadyExists,
                    "index [\(name)/\(existing.uuid)] already exists",
                    index: name
                )
            }
            guard indices.withLock({ $0.count }) < indexLimit else {
                throw LogStoreError(
                    .illegalArgument,
                    "Validation Failed: 1: this action would add [1] shards, but this cluster currently has "
                        + "[\(indexLimit)]/[\(indexLimit)] maximum normal shards open;"
                )
            }
            let index = try IndexOpening.create(
                name,
                settings: settings,
                mappings: mappings,
                root: directory,
                environment
            )
            indices.withLock { $0[name] = index }
            return index
        }
    }

    /// The index of that name, created if it is not there.
    public func indexForWriting(_ name: String) throws(LogStoreError) -> LogIndex {
        if let index = index(named: name) { return index }
        do throws(LogStoreError) {
            return try createIndex(name)
        } catch {
            // Another writer may have been faster.
            if error.kind == .resourceAlreadyExists, let index = index(named: name) { return index }
            throw error
        }
    }

    /// Deletes an index with all its documents; durable when this returns. Searches that have begun keep what they see.
    public func deleteIndex(_ name: String) throws(LogStoreError) {
        try changes.withLock { _ throws(LogStoreError) in
            guard let index = index(named: name) else { throw IndexName.notFound(name) }
            do throws(StorageError) {
                // Without its log the directory is nothing, so this one step is the deletion.
                try FileSystem.remove(StoreFiles.documents(index.directory))
                try FileSystem.synchronizeDirectory(index.directory)
                _ = indices.withLock { $0.removeValue(forKey: name) }
                try FileSystem.removeTree(index.directory)
            } catch {
                throw DocumentLog.error(error)
            }
        }
    }

    /// Brings what `async` indices have written onto the device.
    public func synchronize() throws(LogStoreError) {
        for index in all { try index.synchronize() }
    }
}
