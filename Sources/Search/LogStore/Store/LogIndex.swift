public import Bytes
import Storage
import Synchronization

/// One index: a log on disk and what it says in memory. All calls block; any thread may make them.
public final class LogIndex: Sendable {
    public let name: String
    /// 22 characters, as Elasticsearch has them.
    public let uuid: String
    /// When it was created.
    public let created: Timestamp
    let directory: String
    let log: DocumentLog
    private let environment: StoreEnvironment
    private let state: Mutex<IndexState>
    private let reader = Mutex(DocumentReader())

    init(
        name: String,
        uuid: String,
        created: Timestamp,
        directory: String,
        log: DocumentLog,
        state: consuming IndexState,
        environment: StoreEnvironment
    ) {
        self.name = name
        self.uuid = uuid
        self.created = created
        self.directory = directory
        self.log = log
        self.state = Mutex(state)
        self.environment = environment
    }

    /// What the index holds at this moment; later changes do not show in it.
    public func snapshot() -> IndexSnapshot {
        state.withLock { state in
            IndexSnapshot(
                name: name,
                uuid: uuid,
                mapping: state.mapping,
                settings: state.settings,
                segments: state.segments,
                log: log
            )
        }
    }

    /// Makes changes in order. They are in the hands of the kernel and can be found when this returns; `commit` waits
    /// until they may be acknowledged.
    ///
    /// - Returns: A result for each operation. One that fails does not stop the others.
    public func apply(_ operations: [DocumentOperation]) -> [Result<DocumentResult, LogStoreError>] {
        reader.withLock { reader in
            state.withLock { state in
                var batch = WriteBatch(log: log, environment: environment, now: environment.clock().milliseconds)
                for operation in operations {
                    batch.add(operation, reader: &reader, state: &state)
                }
                batch.flush(&state)
                return batch.results
            }
        }
    }

    /// Returns when all changes made so far are as durable as the index's `translog.durability` asks.
    public func commit() throws(LogStoreError) {
        if state.withLock({ $0.settings.durability }) == .request { try log.synchronize() }
    }

    /// Brings everything onto the device, whatever the durability.
    public func synchronize() throws(LogStoreError) {
        try log.synchronize()
    }

    public func document(_ id: String) throws(LogStoreError) -> StoredDocument? {
        let found = state.withLock { state -> (DocumentNumber, Segment)? in
            state.find(Array(id.utf8)).map { ($0, state.segments[$0.segment]) }
        }
        guard let (number, segment) = found else { return nil }
        return StoredDocument(
            id: id,
            version: segment.versions[number.document],
            sequenceNumber: segment.sequenceNumbers[number.document],
            source: try log.source(of: number.document, in: segment)
        )
    }

    public var mapping: Mapping { state.withLock { $0.mapping } }
    public var settings: IndexSettings { state.withLock { $0.settings } }

    /// Adds to the mapping; durable when this returns.
    public func putMapping(_ declaration: JSONValue) throws(LogStoreError) {
        try state.withLock { state throws(LogStoreError) in
            var merged = state.mapping
            try merged.merge(declaration, fieldLimit: state.settings.fieldLimit)
            _ = try log.append([LogRecord.mapping(declaration).encoded])
            state.mapping = merged
        }
        try log.synchronize()
    }

    /// Changes settings; durable when this returns.
    public func putSettings(_ settings: JSONValue) throws(LogStoreError) {
        try state.withLock { state throws(LogStoreError) in
            var merged = state.settings
            try merged.merge(settings)
            _ = try log.append([LogRecord.settings(settings).encoded])
            state.settings = merged
        }
        try log.synchronize()
    }

    public struct Statistics: Sendable {
        public var documents, deletedDocuments: Int
        /// Bytes on disk.
        public var storeBytes: Int
        /// Bytes of the index in memory.
        public var memoryBytes: Int
        public var segments: Int
        public var fields: Int
        /// Values that were indexed as something else than their field's type.
        public var misfitValues: Int
        /// Strings that were not indexed for their length.
        public var ignoredValues: Int
    }

    public var statistics: Statistics {
        state.withLock { state in
            Statistics(
                documents: state.liveCount,
                deletedDocuments: state.deletedCount,
                storeBytes: log.size,
                memoryBytes: state.byteCount,
                segments: state.segments.count,
                fields: state.mapping.fields.count,
                misfitValues: state.misfits,
                ignoredValues: state.ignored
            )
        }
    }

    public var documentCount: Int { state.withLock { $0.liveCount } }
}

extension DocumentLog {
    func source(of document: Int, in segment: Segment) throws(LogStoreError) -> [UInt8] {
        let record = try read(at: Int(segment.logOffsets[document]))
        let length = Int(segment.sourceLengths[document])
        invariant(length <= record.count, "the record of a document is shorter than its source")
        return Array(record[(record.count - length)...])
    }
}
