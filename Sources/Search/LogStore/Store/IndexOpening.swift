import Bytes
import Storage

/// Making an index and its log, and reading it back.
enum IndexOpening {
    static func create(
        _ name: String,
        settings: JSONValue,
        mappings: JSONValue,
        root: String,
        _ environment: StoreEnvironment
    ) throws(LogStoreError) -> LogIndex {
        var state = IndexState()
        try state.settings.merge(settings)
        try state.mapping.merge(mappings, fieldLimit: state.settings.fieldLimit)
        let uuid = environment.makeUUID()
        let created = Timestamp(milliseconds: environment.clock().milliseconds)
        let directory = StoreFiles.index(root, uuid: uuid)
        let definition: JSONValue = [
            "name": .string(name), "uuid": .string(uuid), "created": .integer(created.milliseconds),
            "settings": settings, "mappings": mappings,
        ]
        do throws(StorageError) {
            try FileSystem.createDirectory(directory)
            do throws(RecordLogError) {
                var log = try openLog(directory, environment) { _, _ throws(CorruptionError) in }
                do throws(StorageError) {
                    try log.append(LogRecord.index(definition).encoded)
                    try log.synchronize()
                } catch {
                    throw RecordLogError.environment(error)
                }
                try environmentStep { () throws(StorageError) in
                    try FileSystem.synchronizeDirectory(StoreFiles.indices(root))
                }
                return LogIndex(
                    name: name,
                    uuid: uuid,
                    created: created,
                    directory: directory,
                    log: try documentLog(log),
                    state: state,
                    environment: environment
                )
            } catch {
                // Nothing of it was acknowledged; what cannot be removed now is removed at the next start.
                try? FileSystem.removeTree(directory)
                guard case .environment(let failure) = error else {
                    throw StorageError(operation: "create", path: directory, code: 0)
                }
                throw failure
            }
        } catch {
            throw DocumentLog.error(error)
        }
    }

    /// - Returns: Nil for a directory without a log or with one that never got its first record.
    static func open(
        _ directory: String,
        _ environment: StoreEnvironment,
        _ recovery: inout LogStore.Recovery
    ) throws(LogStoreError) -> LogIndex? {
        let path = StoreFiles.documents(directory)
        guard FileSystem.exists(path) else { return nil }
        var replay = IndexReplay(path: path, now: environment.clock().milliseconds)
        do throws(RecordLogError) {
            let log = try openLog(directory, environment) { record, offset throws(CorruptionError) in
                try replay.apply(record, offset)
            }
            guard let name = replay.name else { return nil }
            recovery.records += log.recovered.records
            recovery.droppedBytes += log.recovered.droppedBytes
            return LogIndex(
                name: name,
                uuid: replay.uuid,
                created: replay.created,
                directory: directory,
                log: try documentLog(log),
                state: replay.state,
                environment: environment
            )
        } catch {
            switch error {
            case .environment(let failure): throw DocumentLog.error(failure)
            case .corruption, .unsupported: throw LogStoreError(.corruption, error.description)
            }
        }
    }

    private static func openLog(
        _ directory: String,
        _ environment: StoreEnvironment,
        _ replay: (_ record: [UInt8], _ offset: Int) throws(CorruptionError) -> Void
    ) throws(RecordLogError) -> RecordLog {
        try RecordLog.open(
            StoreFiles.documents(directory),
            magic: StoreFiles.magic,
            maxRecordBytes: DocumentLimits.sourceBytes + 4096,
            faults: environment.faults,
            replay: replay
        )
    }

    private static func documentLog(_ log: consuming RecordLog) throws(RecordLogError) -> DocumentLog {
        do throws(StorageError) {
            return try DocumentLog(log)
        } catch {
            throw .environment(error)
        }
    }

    private static func environmentStep(_ body: () throws(StorageError) -> Void) throws(RecordLogError) {
        do throws(StorageError) {
            try body()
        } catch {
            throw .environment(error)
        }
    }
}

/// Builds an index from the records of its log.
struct IndexReplay {
    let path: String
    let now: Int64
    var name: String?
    var uuid = ""
    var created = Timestamp(milliseconds: 0)
    var state = IndexState()
    private var reader = DocumentReader()
    private var values = DocumentValues()

    init(path: String, now: Int64) {
        self.path = path
        self.now = now
    }

    mutating func apply(_ bytes: [UInt8], _ offset: Int) throws(CorruptionError) {
        func damaged(_ reason: String) -> CorruptionError {
            CorruptionError(path: path, offset: offset, reason: reason)
        }
        let record: LogRecord
        do throws(LogRecord.Malformed) {
            record = try LogRecord(decoding: bytes)
        } catch {
            throw damaged(error.reason)
        }
        if case .index = record {} else if name == nil { throw damaged("the first record does not define an index") }
        do throws(LogStoreError) {
            switch record {
            case .index(let definition):
                guard name == nil, let name = definition["name"]?.string, let uuid = definition["uuid"]?.string,
                    let created = definition["created"]?.int
                else { throw LogStoreError(.corruption, "a wrong definition of an index") }
                self.name = name
                self.uuid = uuid
                self.created = Timestamp(milliseconds: Int64(created))
                try state.settings.merge(definition["settings"] ?? [:])
                try state.mapping.merge(definition["mappings"] ?? [:], fieldLimit: state.settings.fieldLimit)
            case .mapping(let declaration):
                try state.mapping.merge(declaration, fieldLimit: DocumentLimits.mostFields)
            case .settings(let settings): try state.settings.merge(settings)
            case .document(let sequenceNumber, let version, let id, let source):
                try reader.read(
                    source,
                    id: "",
                    mapping: &state.mapping,
                    fieldLimit: DocumentLimits.mostFields,
                    into: &values
                )
                let document = IndexedDocument(
                    id: id,
                    sequenceNumber: sequenceNumber,
                    version: version,
                    logOffset: Int64(offset),
                    sourceLength: source.count
                )
                state.add(document, values: values)
            case .delete(let sequenceNumber, let version, let id):
                state.delete(id, version: version, sequenceNumber: sequenceNumber, now: now)
            }
        } catch {
            throw damaged("a record that cannot be taken again: \(error)")
        }
    }
}
