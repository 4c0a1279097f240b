/// The values of one field by document, in ascending order of document; a document may have several or none.
///
/// As long as document n has exactly the value n, the documents are not stored.
struct Column<Value: Sendable>: Sendable {
    private(set) var values: [Value] = []
    private var documents: [UInt16] = []
    private var isIdentity = true

    var count: Int { values.count }

    mutating func append(_ value: Value, document: UInt16) {
        if isIdentity, Int(document) != values.count {
            isIdentity = false
            documents = (0..<UInt16(values.count)).map { $0 }
        }
        if !isIdentity { documents.append(document) }
        values.append(value)
    }

    @inline(__always)
    func document(at index: Int) -> Int {
        isIdentity ? index : Int(documents[index])
    }

    /// Where the values of a document are in `values`.
    func range(of document: Int) -> Range<Int> {
        if isIdentity { return document < values.count ? document..<document + 1 : 0..<0 }
        let start = lowerBound(document)
        var end = start
        while end < documents.count, documents[end] == document { end += 1 }
        return start..<end
    }

    /// The number of documents that have a value.
    var documentCount: Int {
        if isIdentity { return values.count }
        var count = 0
        var last = -1
        for document in documents where Int(document) != last {
            count += 1
            last = Int(document)
        }
        return count
    }

    func map<Mapped>(_ transform: (Value) -> Mapped) -> Column<Mapped> {
        var mapped = Column<Mapped>()
        for index in values.indices {
            mapped.append(transform(values[index]), document: UInt16(document(at: index)))
        }
        return mapped
    }

    /// Memory that the values take, in bytes.
    var byteCount: Int { values.count * MemoryLayout<Value>.stride + documents.count * 2 }

    private func lowerBound(_ document: Int) -> Int {
        var low = 0
        var high = documents.count
        while low < high {
            let middle = (low + high) / 2
            if Int(documents[middle]) < document { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
