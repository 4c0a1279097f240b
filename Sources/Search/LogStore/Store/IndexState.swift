import Bytes

/// Everything an index knows besides its log: what a replay of the log gives.
struct IndexState: Sendable {
    var mapping = Mapping()
    var settings = IndexSettings()
    private(set) var segments: [Segment] = [Segment()]
    private var identifiers = IdentifierTable()
    private(set) var nextSequenceNumber: Int64 = 0
    /// What deleted ids count on from, if they come again soon (`index.gc_deletes`).
    private var deletions: [[UInt8]: Deletion] = [:]
    private var tokens = TokenBuffer()
    /// Values that were indexed as something else than their field's type.
    private(set) var misfits = 0
    /// Strings that were not indexed for their length.
    private(set) var ignored = 0

    private struct Deletion {
        var version: Int64
        var sequenceNumber: Int64
        var time: Int64
    }

    /// How long the version of a deleted document is remembered, in milliseconds: `index.gc_deletes`.
    static let deletionMemory: Int64 = 60_000
    /// Above this many deletions old ones are looked for.
    private static let deletionsToKeep = 4096

    /// What is known of an id before a change.
    struct Current {
        var exists: Bool
        var version: Int64
        var sequenceNumber: Int64
    }

    func find(_ id: [UInt8]) -> DocumentNumber? {
        guard let number = identifiers.find(id.span, in: segments) else { return nil }
        return segments[number.segment].live.contains(number.document) ? number : nil
    }

    func current(_ id: [UInt8], now: Int64) -> Current? {
        if let number = find(id) {
            let segment = segments[number.segment]
            return Current(
                exists: true,
                version: segment.versions[number.document],
                sequenceNumber: segment.sequenceNumbers[number.document]
            )
        }
        guard let deletion = deletions[id], now - deletion.time <= Self.deletionMemory else { return nil }
        return Current(exists: false, version: deletion.version, sequenceNumber: deletion.sequenceNumber)
    }

    mutating func takeSequenceNumber() -> Int64 {
        defer { nextSequenceNumber += 1 }
        return nextSequenceNumber
    }

    mutating func returnSequenceNumbers(from number: Int64) {
        nextSequenceNumber = number
    }

    mutating func add(_ document: IndexedDocument, values: borrowing DocumentValues) {
        if let old = identifiers.find(document.id.span, in: segments) {
            segments[old.segment].delete(old.document)
        }
        if segments[segments.count - 1].isFull {
            segments[segments.count - 1].seal()
            segments.append(Segment())
        }
        let last = segments.count - 1
        segments[last].append(document, values: values, tokens: &tokens)
        let number = DocumentNumber(segment: last, document: segments[last].count - 1)
        identifiers.set(document.id.span, to: number, in: segments)
        if !deletions.isEmpty { deletions[document.id] = nil }
        nextSequenceNumber = max(nextSequenceNumber, document.sequenceNumber + 1)
        misfits += values.misfits
        ignored += values.ignored
    }

    mutating func delete(_ id: [UInt8], version: Int64, sequenceNumber: Int64, now: Int64) {
        if let number = find(id) { segments[number.segment].delete(number.document) }
        nextSequenceNumber = max(nextSequenceNumber, sequenceNumber + 1)
        if deletions.count >= Self.deletionsToKeep {
            deletions = deletions.filter { now - $0.value.time <= Self.deletionMemory }
        }
        deletions[id] = Deletion(version: version, sequenceNumber: sequenceNumber, time: now)
    }

    var liveCount: Int { segments.reduce(0) { $0 + $1.liveCount } }
    var deletedCount: Int { segments.reduce(0) { $0 + $1.count - $1.liveCount } }
    var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }
}
