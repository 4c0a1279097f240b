/// Finds the newest document of an id: open addressing over document numbers; the ids themselves are in the segments.
struct IdentifierTable: Sendable {
    /// Document number plus one; 0 is free. The size is a power of two.
    private var slots: [UInt32] = []
    private(set) var count = 0

    func find(_ id: Span<UInt8>, in segments: [Segment]) -> DocumentNumber? {
        guard !slots.isEmpty else { return nil }
        let slot = slot(of: id, segments)
        return slots[slot] == 0 ? nil : DocumentNumber(rawValue: slots[slot] - 1)
    }

    /// Makes `number` the newest document of its id. The document is already in `segments`.
    mutating func set(_ id: Span<UInt8>, to number: DocumentNumber, in segments: [Segment]) {
        if (count + 1) * 4 > slots.count * 3 { grow(segments) }
        let slot = slot(of: id, segments)
        if slots[slot] == 0 { count += 1 }
        slots[slot] = number.rawValue + 1
    }

    private func slot(of id: Span<UInt8>, _ segments: [Segment]) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: TermHash.hash(id)) & mask
        while slots[slot] != 0 {
            let number = DocumentNumber(rawValue: slots[slot] - 1)
            if segments[number.segment].hasID(id, at: number.document) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow(_ segments: [Segment]) {
        let old = slots
        slots = [UInt32](repeating: 0, count: max(64, old.count * 2))
        let mask = slots.count - 1
        for value in old where value != 0 {
            let number = DocumentNumber(rawValue: value - 1)
            let id = segments[number.segment].id(of: number.document)
            var slot = Int(truncatingIfNeeded: TermHash.hash(id.span)) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = value
        }
    }
}

/// Where a document is among the segments of its index; ascending in the order in which documents came.
public struct DocumentNumber: Sendable, Hashable, Comparable {
    public let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(segment: Int, document: Int) {
        rawValue = UInt32(segment * Segment.capacity + document)
    }

    var segment: Int { Int(rawValue) / Segment.capacity }
    var document: Int { Int(rawValue) % Segment.capacity }

    public static func < (left: DocumentNumber, right: DocumentNumber) -> Bool { left.rawValue < right.rawValue }
}
