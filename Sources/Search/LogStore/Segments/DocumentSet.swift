/// A set of the documents of one segment: a bit for each.
struct DocumentSet: Sendable, Equatable {
    private(set) var words: [UInt64]
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    static func all(capacity: Int) -> DocumentSet {
        var set = DocumentSet(capacity: capacity)
        for index in set.words.indices { set.words[index] = .max }
        if capacity % 64 != 0, let last = set.words.indices.last {
            set.words[last] = (1 << UInt64(capacity % 64)) - 1
        }
        return set
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    @inline(__always)
    func contains(_ document: Int) -> Bool {
        words[document >> 6] & (1 << UInt64(document & 63)) != 0
    }

    @inline(__always)
    mutating func insert(_ document: Int) {
        words[document >> 6] |= 1 << UInt64(document & 63)
    }

    mutating func remove(_ document: Int) {
        words[document >> 6] &= ~(1 << UInt64(document & 63))
    }

    mutating func formUnion(_ other: DocumentSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func formIntersection(_ other: DocumentSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func subtract(_ other: DocumentSet) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    /// The documents, ascending.
    var documents: [UInt16] {
        var result: [UInt16] = []
        result.reserveCapacity(count)
        forEach { result.append(UInt16($0)) }
        return result
    }

    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                body(index << 6 + word.trailingZeroBitCount)
                word &= word &- 1
            }
        }
    }
}
