/// The distinct terms of one field of a segment, numbered in the order in which they came.
///
/// Term bytes lie one after another in one array, and the table is open addressing over 32-bit slots: three arrays for
/// any number of terms, which copy as memory.
struct TermDictionary: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    /// Ordinal plus one; 0 is free. The size is a power of two.
    private var slots: [UInt32] = []

    var count: Int { ends.count }

    /// Memory that the terms take, in bytes.
    var byteCount: Int { bytes.count + ends.count * 4 + slots.count * 4 }

    func range(_ ordinal: UInt32) -> Range<Int> {
        (ordinal == 0 ? 0 : Int(ends[Int(ordinal) - 1]))..<Int(ends[Int(ordinal)])
    }

    func term(_ ordinal: UInt32) -> [UInt8] {
        Array(bytes[range(ordinal)])
    }

    func text(_ ordinal: UInt32) -> String {
        String(decoding: bytes[range(ordinal)], as: UTF8.self)
    }

    /// Whether the term is `other`, less or more, by bytes: the order of Unicode scalars.
    func compare(_ ordinal: UInt32, _ other: [UInt8]) -> Int {
        TermOrder.compare(bytes.span.extracting(range(ordinal)), other.span)
    }

    func ordinal(of term: [UInt8]) -> UInt32? {
        find(term.span).found
    }

    func ordinal(of term: Span<UInt8>) -> UInt32? {
        find(term).found
    }

    /// The ordinal of `term`, which gets one if it is new.
    mutating func insert(_ term: Span<UInt8>) -> UInt32 {
        if (ends.count + 1) * 4 > slots.count * 3 { grow() }
        let (found, slot) = find(term)
        if let found { return found }
        for index in term.indices {
            bytes.append(term[index])
        }
        let ordinal = UInt32(ends.count)
        ends.append(UInt32(bytes.count))
        slots[slot] = ordinal + 1
        return ordinal
    }

    private func find(_ term: Span<UInt8>) -> (found: UInt32?, slot: Int) {
        guard !slots.isEmpty else { return (nil, 0) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: TermHash.hash(term)) & mask
        while slots[slot] != 0 {
            let ordinal = slots[slot] - 1
            if TermOrder.equal(bytes.span.extracting(range(ordinal)), term) { return (ordinal, slot) }
            slot = (slot + 1) & mask
        }
        return (nil, slot)
    }

    private mutating func grow() {
        let size = max(16, slots.count * 2)
        var grown = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        for ordinal in 0..<UInt32(ends.count) {
            let hash = TermHash.hash(bytes.span.extracting(range(ordinal)))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while grown[slot] != 0 { slot = (slot + 1) & mask }
            grown[slot] = ordinal + 1
        }
        slots = grown
    }
}

/// Order and equality of byte strings.
enum TermOrder {
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let shared = min(left.count, right.count)
        for index in 0..<shared where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
    }

    static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        compare(left.span, right.span)
    }

    static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
