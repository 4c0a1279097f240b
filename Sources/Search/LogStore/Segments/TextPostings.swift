/// The inverted index of one analyzed field of a segment: for each term, in which documents and at which positions.
///
/// While a segment grows, occurrences are chained backwards from the newest one of a term: four arrays, no allocation
/// for a term. Sealing sorts them by term, so that a term's occurrences lie together, ascending.
struct TextPostings: Sendable {
    /// Between the values of an array, so that no phrase matches across two of them (`position_increment_gap`).
    static let gapBetweenValues: UInt32 = 100

    private(set) var dictionary = TermDictionary()
    /// The number of tokens of each document that has the field.
    private(set) var lengths = Column<UInt32>()
    private(set) var totalTokens = 0

    private var documents: [UInt16] = []
    private var positions: [UInt32] = []
    /// Growing: the occurrence before this one of the same term, plus one. Sealed: empty.
    private var previous: [UInt32] = []
    /// Growing: the newest occurrence of each term, plus one. Sealed: where the occurrences of each term end.
    private var heads: [UInt32] = []
    private(set) var isSealed = false

    /// One term's occurrences, ascending by document and position. The arrays have one length.
    struct Occurrences {
        var documents: ArraySlice<UInt16>
        var positions: ArraySlice<UInt32>

        /// The number of documents.
        var documentFrequency: Int {
            var count = 0
            var last = -1
            for document in documents where Int(document) != last {
                count += 1
                last = Int(document)
            }
            return count
        }
    }

    /// Adds the values of the field in one document. `tokens` is scratch space.
    mutating func append(values: [[UInt8]], document: UInt16, tokens: inout TokenBuffer) {
        var position: UInt32 = 0
        var length: UInt32 = 0
        for (index, value) in values.enumerated() {
            if index > 0 { position &+= Self.gapBetweenValues }
            StandardAnalyzer.analyze(value.span, into: &tokens)
            for token in 0..<tokens.count {
                let ordinal = Int(dictionary.insert(tokens.bytes.span.extracting(tokens.range(token))))
                if ordinal == heads.count { heads.append(0) }
                documents.append(document)
                positions.append(position)
                previous.append(heads[ordinal])
                heads[ordinal] = UInt32(documents.count)
                position &+= 1
                length += 1
            }
        }
        lengths.append(length, document: document)
        totalTokens += Int(length)
    }

    func occurrences(of term: [UInt8]) -> Occurrences? {
        dictionary.ordinal(of: term).map(occurrences)
    }

    func occurrences(_ ordinal: UInt32) -> Occurrences {
        let term = Int(ordinal)
        if isSealed {
            let range = (term == 0 ? 0 : Int(heads[term - 1]))..<Int(heads[term])
            return Occurrences(documents: documents[range], positions: positions[range])
        }
        var chain: [Int] = []
        var next = heads[term]
        while next != 0 {
            chain.append(Int(next) - 1)
            next = previous[Int(next) - 1]
        }
        chain.reverse()
        return Occurrences(documents: chain.map { documents[$0] }[...], positions: chain.map { positions[$0] }[...])
    }

    mutating func seal() {
        guard !isSealed else { return }
        var sortedDocuments: [UInt16] = []
        var sortedPositions: [UInt32] = []
        sortedDocuments.reserveCapacity(documents.count)
        sortedPositions.reserveCapacity(documents.count)
        var ends: [UInt32] = []
        ends.reserveCapacity(heads.count)
        for ordinal in 0..<UInt32(heads.count) {
            let found = occurrences(ordinal)
            sortedDocuments.append(contentsOf: found.documents)
            sortedPositions.append(contentsOf: found.positions)
            ends.append(UInt32(sortedDocuments.count))
        }
        documents = sortedDocuments
        positions = sortedPositions
        heads = ends
        previous = []
        isSealed = true
    }

    /// Memory that the postings take, in bytes.
    var byteCount: Int {
        dictionary.byteCount + lengths.byteCount + documents.count * 2 + positions.count * 4 + previous.count * 4
            + heads.count * 4
    }
}
