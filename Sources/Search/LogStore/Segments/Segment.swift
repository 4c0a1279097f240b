/// A run of consecutive documents of an index with everything needed to find them. Values: a copy is a snapshot, and
/// costs nothing until one of the two is changed.
struct Segment: Sendable {
    /// Documents of one segment at most; the number of a document within it fits 16 bits.
    static let capacity = 32_768

    private(set) var count = 0
    /// Documents that were neither deleted nor replaced.
    private(set) var live = DocumentSet(capacity: Segment.capacity)
    private(set) var liveCount = 0
    private(set) var fields: [SegmentField] = []
    /// Where a field of the mapping has its data in `fields`, plus one; 0 or beyond the end: it has none here.
    private var slots: [UInt16] = []

    private var idBytes: [UInt8] = []
    private var idEnds: [UInt32] = []
    private(set) var sequenceNumbers: [Int64] = []
    private(set) var versions: [Int64] = []
    /// Where the record of each document begins in the log, and the length of its source.
    private(set) var logOffsets: [Int64] = []
    private(set) var sourceLengths: [UInt32] = []

    var isFull: Bool { count == Self.capacity }

    func field(_ id: FieldID) -> SegmentField? {
        guard id.index < slots.count, slots[id.index] != 0 else { return nil }
        return fields[Int(slots[id.index]) - 1]
    }

    func id(of document: Int) -> [UInt8] {
        Array(idBytes[idRange(document)])
    }

    func hasID(_ id: Span<UInt8>, at document: Int) -> Bool {
        TermOrder.equal(idBytes.span.extracting(idRange(document)), id)
    }

    private func idRange(_ document: Int) -> Range<Int> {
        (document == 0 ? 0 : Int(idEnds[document - 1]))..<Int(idEnds[document])
    }

    mutating func append(_ document: IndexedDocument, values: borrowing DocumentValues, tokens: inout TokenBuffer) {
        let number = UInt16(count)
        idBytes.append(contentsOf: document.id)
        idEnds.append(UInt32(idBytes.count))
        sequenceNumbers.append(document.sequenceNumber)
        versions.append(document.version)
        logOffsets.append(document.logOffset)
        sourceLengths.append(UInt32(document.sourceLength))
        live.insert(count)
        liveCount += 1
        count += 1
        for (id, value) in values.keywords {
            let slot = slot(id)
            if fields[slot].keyword == nil { fields[slot].keyword = KeywordColumn() }
            fields[slot].keyword!.append(value, document: number)
        }
        for (id, value) in values.numbers {
            let slot = slot(id)
            if fields[slot].number == nil { fields[slot].number = NumberColumn() }
            fields[slot].number!.append(value, document: number)
        }
        for (id, value) in values.dates {
            let slot = slot(id)
            if fields[slot].date == nil { fields[slot].date = Column() }
            fields[slot].date!.append(value, document: number)
        }
        for (id, value) in values.booleans {
            let slot = slot(id)
            if fields[slot].boolean == nil { fields[slot].boolean = Column() }
            fields[slot].boolean!.append(value, document: number)
        }
        for (id, texts) in values.texts {
            let slot = slot(id)
            if fields[slot].text == nil { fields[slot].text = TextPostings() }
            fields[slot].text!.append(values: texts, document: number, tokens: &tokens)
        }
    }

    mutating func delete(_ document: Int) {
        guard live.contains(document) else { return }
        live.remove(document)
        liveCount -= 1
    }

    /// Sorts postings for reading; no document can be added afterwards.
    mutating func seal() {
        for index in fields.indices { fields[index].seal() }
    }

    private mutating func slot(_ id: FieldID) -> Int {
        while slots.count <= id.index { slots.append(0) }
        if slots[id.index] == 0 {
            fields.append(SegmentField())
            slots[id.index] = UInt16(fields.count)
        }
        return Int(slots[id.index]) - 1
    }

    var byteCount: Int {
        fields.reduce(idBytes.count + count * 40) { $0 + $1.byteCount }
    }
}

/// What is known of a document besides its values.
struct IndexedDocument {
    var id: [UInt8]
    var sequenceNumber: Int64
    var version: Int64
    var logOffset: Int64
    var sourceLength: Int
}

/// The values of one document, each with its field, as the mapping has sorted them by kind.
struct DocumentValues {
    var keywords: [(FieldID, [UInt8])] = []
    var numbers: [(FieldID, Number)] = []
    var dates: [(FieldID, Int64)] = []
    var booleans: [(FieldID, Bool)] = []
    /// All values of one text field together: their positions follow one another.
    var texts: [(FieldID, [[UInt8]])] = []
    /// Values that the mapping did not expect and that were indexed as what they are.
    var misfits = 0
    /// Strings that were longer than `ignore_above` or than a term can be: in `_source`, not in the index.
    var ignored = 0

    mutating func removeAll() {
        keywords.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        dates.removeAll(keepingCapacity: true)
        booleans.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        misfits = 0
        ignored = 0
    }

    mutating func append(text: [UInt8], field: FieldID) {
        if let index = texts.firstIndex(where: { $0.0 == field }) {
            texts[index].1.append(text)
        } else {
            texts.append((field, [text]))
        }
    }
}

/// The number of a field in the mapping of its index.
public struct FieldID: Sendable, Hashable {
    public let index: Int
}
