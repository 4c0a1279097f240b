import Bytes

/// Changes that go into the log with one write, and into the index after it.
struct WriteBatch {
    private let log: DocumentLog
    private let environment: StoreEnvironment
    private let now: Int64
    private(set) var results: [Result<DocumentResult, LogStoreError>] = []

    private var records: [[UInt8]] = []
    private var recordBytes = 0
    private var entries: [Entry] = []
    /// What earlier changes of the batch have made of an id.
    private var pending: [[UInt8]: IndexState.Current] = [:]
    private var mappingBefore: Mapping?

    /// Batches of more bytes are written in parts, so that memory stays bounded.
    private static let bytesPerWrite = 8 << 20

    private struct Entry {
        /// Which of the results it is.
        var result: Int
        var id: [UInt8]
        var sequenceNumber: Int64
        var version: Int64
        /// Nil for a delete.
        var sourceLength: Int?
        var values: DocumentValues
    }

    init(log: DocumentLog, environment: StoreEnvironment, now: Int64) {
        self.log = log
        self.environment = environment
        self.now = now
    }

    mutating func add(_ operation: DocumentOperation, reader: inout DocumentReader, state: inout IndexState) {
        do throws(LogStoreError) {
            try plan(operation, &reader, &state)
        } catch {
            results.append(.failure(error))
        }
        if recordBytes >= Self.bytesPerWrite { flush(&state) }
    }

    private mutating func plan(
        _ operation: DocumentOperation,
        _ reader: inout DocumentReader,
        _ state: inout IndexState
    ) throws(LogStoreError) {
        let id = operation.id ?? environment.makeIdentifier()
        let key = Array(id.utf8)
        try Self.check(id, key)
        let current = pending[key] ?? state.current(key, now: now)
        if let wanted = operation.ifSequenceNumber, current?.sequenceNumber != wanted || current?.exists != true {
            let found =
                current?.exists == true
                ? "current document has seqNo [\(current!.sequenceNumber)] and primary term [1]"
                : "but no document was found"
            throw LogStoreError(
                .versionConflict,
                "[\(id)]: version conflict, required seqNo [\(wanted)], primary term [1]. \(found)"
            )
        }
        let exists = current?.exists ?? false
        switch operation.action {
        case .index: try write(operation.source, id, key, current, &reader, &state)
        case .create:
            guard !exists else {
                throw LogStoreError(
                    .versionConflict,
                    "[\(id)]: version conflict, document already exists (current version [\(current!.version)])"
                )
            }
            try write(operation.source, id, key, current, &reader, &state)
        case .update(let upsert, let docAsUpsert, let detectNoop):
            if exists {
                // What is merged into may still be in this batch.
                if pending[key] != nil { flush(&state) }
                let number = state.find(key)!
                let old = try log.source(of: number.document, in: state.segments[number.segment])
                let merged = try SourceMerge.merge(operation.source, into: old)
                if detectNoop, merged == nil {
                    let result = DocumentResult(
                        id: id,
                        version: current!.version,
                        sequenceNumber: current!.sequenceNumber,
                        outcome: .noop
                    )
                    results.append(.success(result))
                } else {
                    try write(merged ?? old, id, key, current, &reader, &state)
                }
            } else if let source = upsert ?? (docAsUpsert ? operation.source : nil) {
                try write(source, id, key, current, &reader, &state)
            } else {
                throw LogStoreError(.documentMissing, "[\(id)]: document missing")
            }
        case .delete: delete(id, key, current, &state)
        }
    }

    private static func check(_ id: String, _ key: [UInt8]) throws(LogStoreError) {
        guard !key.isEmpty else {
            throw LogStoreError(.illegalArgument, "if _id is specified it must not be empty")
        }
        guard key.count <= DocumentLimits.idBytes else {
            throw LogStoreError(
                .illegalArgument,
                "id [\(id)] is too long, must be no longer than \(DocumentLimits.idBytes) bytes but was: \(key.count)"
            )
        }
    }

    private mutating func write(
        _ source: [UInt8],
        _ id: String,
        _ key: [UInt8],
        _ current: IndexState.Current?,
        _ reader: inout DocumentReader,
        _ state: inout IndexState
    ) throws(LogStoreError) {
        if mappingBefore == nil { mappingBefore = state.mapping }
        var values = DocumentValues()
        try reader.read(
            source,
            id: id,
            mapping: &state.mapping,
            fieldLimit: state.settings.fieldLimit,
            into: &values
        )
        let version = (current?.version ?? 0) + 1
        let sequenceNumber = state.takeSequenceNumber()
        stage(
            .document(sequenceNumber: sequenceNumber, version: version, id: key, source: source),
            Entry(
                result: results.count,
                id: key,
                sequenceNumber: sequenceNumber,
                version: version,
                sourceLength: source.count,
                values: values
            )
        )
        let outcome: DocumentResult.Outcome = current?.exists == true ? .updated : .created
        results.append(
            .success(DocumentResult(id: id, version: version, sequenceNumber: sequenceNumber, outcome: outcome))
        )
    }

    private mutating func delete(
        _ id: String,
        _ key: [UInt8],
        _ current: IndexState.Current?,
        _ state: inout IndexState
    ) {
        let version = (current?.version ?? 0) + 1
        let sequenceNumber = state.takeSequenceNumber()
        stage(
            .delete(sequenceNumber: sequenceNumber, version: version, id: key),
            Entry(
                result: results.count,
                id: key,
                sequenceNumber: sequenceNumber,
                version: version,
                sourceLength: nil,
                values: DocumentValues()
            )
        )
        let outcome: DocumentResult.Outcome = current?.exists == true ? .deleted : .notFound
        results.append(
            .success(DocumentResult(id: id, version: version, sequenceNumber: sequenceNumber, outcome: outcome))
        )
    }

    private mutating func stage(_ record: LogRecord, _ entry: Entry) {
        let bytes = record.encoded
        recordBytes += bytes.count
        records.append(bytes)
        pending[entry.id] = IndexState.Current(
            exists: entry.sourceLength != nil,
            version: entry.version,
            sequenceNumber: entry.sequenceNumber
        )
        entries.append(entry)
    }

    /// Writes what was staged. When the write fails nothing of it has happened, and the results say so.
    mutating func flush(_ state: inout IndexState) {
        defer {
            records.removeAll()
            entries.removeAll()
            pending.removeAll()
            recordBytes = 0
            mappingBefore = nil
        }
        guard let first = entries.first else { return }
        do throws(LogStoreError) {
            let offsets = try log.append(records)
            for (entry, offset) in zip(entries, offsets) {
                guard let sourceLength = entry.sourceLength else {
                    state.delete(entry.id, version: entry.version, sequenceNumber: entry.sequenceNumber, now: now)
                    continue
                }
                let document = IndexedDocument(
                    id: entry.id,
                    sequenceNumber: entry.sequenceNumber,
                    version: entry.version,
                    logOffset: Int64(offset),
                    sourceLength: sourceLength
                )
                state.add(document, values: entry.values)
            }
        } catch {
            for entry in entries { results[entry.result] = .failure(error) }
            state.returnSequenceNumbers(from: first.sequenceNumber)
            if let mappingBefore { state.mapping = mappingBefore }
        }
    }
}
