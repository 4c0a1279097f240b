/// All that a segment knows of one field. A field that was a number in one document and a word in another has both
/// columns: values are kept as what they are.
struct SegmentField: Sendable {
    var text: TextPostings?
    var keyword: KeywordColumn?
    var number: NumberColumn?
    /// Milliseconds since 1970.
    var date: Column<Int64>?
    var boolean: Column<Bool>?

    /// The documents that have a value.
    func presence(capacity: Int) -> DocumentSet {
        var set = DocumentSet(capacity: capacity)
        func add<Value>(_ column: Column<Value>?) {
            guard let column else { return }
            for index in 0..<column.count { set.insert(column.document(at: index)) }
        }
        add(text?.lengths)
        add(keyword?.ordinals)
        add(date)
        add(boolean)
        add(number?.longs)
        add(number?.doubles)
        return set
    }

    mutating func seal() {
        text?.seal()
    }

    var byteCount: Int {
        (text?.byteCount ?? 0) + (keyword?.byteCount ?? 0) + (number?.byteCount ?? 0) + (date?.byteCount ?? 0)
            + (boolean?.byteCount ?? 0)
    }
}

/// Exact strings: ordinals into a dictionary.
struct KeywordColumn: Sendable {
    private(set) var dictionary = TermDictionary()
    private(set) var ordinals = Column<UInt32>()

    mutating func append(_ value: [UInt8], document: UInt16) {
        ordinals.append(dictionary.insert(value.span), document: document)
    }

    var byteCount: Int { dictionary.byteCount + ordinals.byteCount }
}

/// Whole numbers until the first fraction comes, doubles from then on.
struct NumberColumn: Sendable {
    /// Empty once there are doubles.
    private(set) var longs = Column<Int64>()
    private(set) var doubles = Column<Double>()
    private(set) var isWhole = true

    var count: Int { isWhole ? longs.count : doubles.count }

    mutating func append(_ number: Number, document: UInt16) {
        if isWhole {
            if case .long(let value) = number {
                longs.append(value, document: document)
                return
            }
            doubles = longs.map(Double.init)
            longs = Column()
            isWhole = false
        }
        doubles.append(number.double, document: document)
    }

    @inline(__always)
    func document(at index: Int) -> Int {
        isWhole ? longs.document(at: index) : doubles.document(at: index)
    }

    func range(of document: Int) -> Range<Int> {
        isWhole ? longs.range(of: document) : doubles.range(of: document)
    }

    func value(at index: Int) -> Number {
        isWhole ? .long(longs.values[index]) : .double(doubles.values[index])
    }

    var byteCount: Int { longs.byteCount + doubles.byteCount }
}

/// A number of a document or of a query, exact while it is whole.
public enum Number: Sendable, Hashable {
    case long(Int64)
    case double(Double)

    public var double: Double {
        switch self {
        case .long(let value): Double(value)
        case .double(let value): value
        }
    }
}
