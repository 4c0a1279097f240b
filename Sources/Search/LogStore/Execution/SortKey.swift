public import Bytes

/// One key of the order of hits.
public struct SortKey: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        case score
        /// The order in which documents came.
        case document
        case field(String)
    }

    public enum Missing: Sendable, Equatable {
        case first, last
        case value(JSONValue)
    }

    /// Which of several values counts.
    public enum Mode: String, Sendable {
        case min, max, avg, sum, median
    }

    public var subject: Subject
    public var isAscending: Bool
    public var missing: Missing
    /// What a field is taken for where it is not mapped; nil makes that an error.
    public var unmappedType: String?
    /// Nil: the least ascending, the greatest descending.
    public var mode: Mode?
    /// How the sort values of dates are shown; nil as milliseconds.
    public var format: DateFormat?

    public init(
        _ subject: Subject,
        isAscending: Bool,
        missing: Missing = .last,
        unmappedType: String? = nil,
        mode: Mode? = nil,
        format: DateFormat? = nil
    ) {
        self.subject = subject
        self.isAscending = isAscending
        self.missing = missing
        self.unmappedType = unmappedType
        self.mode = mode
        self.format = format
    }
}

/// A value that hits are ordered by.
public enum SortValue: Sendable, Equatable {
    /// A string field without a value.
    case null
    case long(Int64)
    case double(Double)
    case bytes([UInt8])

    /// Less than, equal to or greater than 0; null comes last.
    static func compare(_ left: SortValue, _ right: SortValue) -> Int {
        switch (left, right) {
        case (.long(let a), .long(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.bytes(let a), .bytes(let b)): TermOrder.compare(a, b)
        case (.null, .null): 0
        case (.null, _): 1
        case (_, .null): -1
        case (.bytes, _): 1
        case (_, .bytes): -1
        default: left.number < right.number ? -1 : left.number == right.number ? 0 : 1
        }
    }

    private var number: Double {
        switch self {
        case .long(let value): Double(value)
        case .double(let value): value
        case .null, .bytes: .infinity
        }
    }
}

/// A sort key as it applies to one index.
struct CompiledSortKey {
    enum Source {
        case score, document
        case keyword(FieldID), number(FieldID), date(FieldID), boolean(FieldID)
        case unmapped
    }

    let key: SortKey
    let source: Source
    /// What a document without a value has.
    let missing: SortValue
    /// Null stands before everything else.
    let isNullFirst: Bool

    init(_ key: SortKey, for snapshot: IndexSnapshot) throws(LogStoreError) {
        self.key = key
        var isString = false
        var isDouble = false
        var format = DateFormat.standard
        switch key.subject {
        case .score: source = .score
        case .document: source = .document
        case .field(let name):
            if let id = snapshot.mapping.id(of: name) {
                let field = snapshot.mapping[id]
                format = field.format
                switch field.type {
                case .text: throw FieldDataError.disabled(field.name, index: snapshot.name)
                case .keyword:
                    source = .keyword(id)
                    isString = true
                case .long: source = .number(id)
                case .double:
                    source = .number(id)
                    isDouble = true
                case .date: source = .date(id)
                case .boolean: source = .boolean(id)
                }
            } else {
                guard let type = key.unmappedType else {
                    throw LogStoreError(
                        .queryShard,
                        "No mapping found for [\(name)] in order to sort on",
                        index: snapshot.name
                    )
                }
                source = .unmapped
                isString = ["keyword", "text", "string", "ip", "wildcard"].contains(type)
                isDouble = ["double", "float", "half_float"].contains(type)
            }
        }
        switch key.missing {
        case .value(let value):
            missing = Self.value(value, isString: isString, format: format) ?? .null
            isNullFirst = false
        case .first, .last:
            let isFirst = key.missing == .first
            isNullFirst = isFirst
            // As in Lucene: numbers stand at the end of their range, where they belong.
            let isLeast = isFirst == key.isAscending
            missing =
                isString ? .null : isDouble ? .double(isLeast ? -.infinity : .infinity) : .long(isLeast ? .min : .max)
        }
    }

    private static func value(_ value: JSONValue, isString: Bool, format: DateFormat) -> SortValue? {
        switch value {
        case .null: .null
        case .integer(let number): .long(number)
        case .unsigned(let number): .double(Double(number))
        case .double(let number): .double(number)
        case .bool(let flag): .long(flag ? 1 : 0)
        case .string(let text):
            if isString {
                .bytes(Array(text.utf8))
            } else if let number = value.number {
                switch number {
                case .long(let whole): .long(whole)
                case .double(let fraction): .double(fraction)
                }
            } else {
                format.parse(text).map(SortValue.long)
            }
        case .array, .object: nil
        }
    }

    /// What a value of `search_after` stands for.
    func after(_ json: JSONValue, field: FieldMapping?) throws(LogStoreError) -> SortValue {
        var isString = false
        if case .keyword = source { isString = true }
        if case .unmapped = source, case .string = json { isString = true }
        let format = key.format ?? field?.format ?? .standard
        guard let value = Self.value(json, isString: isString, format: format) else {
            throw LogStoreError(
                .illegalArgument,
                "Failed to parse search_after value for field [\(field?.name ?? "")]: [\(json.text)]"
            )
        }
        if json == .string("Infinity") { return .double(.infinity) }
        if json == .string("-Infinity") { return .double(-.infinity) }
        return value
    }

    func compare(_ left: SortValue, _ right: SortValue) -> Int {
        if left == .null || right == .null {
            if left == right { return 0 }
            return (left == .null) == isNullFirst ? -1 : 1
        }
        let order = SortValue.compare(left, right)
        return key.isAscending ? order : -order
    }

    func value(in segment: Segment, _ document: Int, number: DocumentNumber, score: Float) -> SortValue {
        switch source {
        case .score: return .double(Double(score))
        case .document: return .long(Int64(number.rawValue))
        case .unmapped: return missing
        case .keyword(let id):
            guard let keyword = segment.field(id)?.keyword else { return missing }
            let range = keyword.ordinals.range(of: document)
            if range.isEmpty { return missing }
            var best = keyword.dictionary.term(keyword.ordinals.values[range.lowerBound])
            for index in range.dropFirst() {
                let other = keyword.dictionary.term(keyword.ordinals.values[index])
                let order = TermOrder.compare(other, best)
                if takesLeast ? order < 0 : order > 0 { best = other }
            }
            return .bytes(best)
        case .number(let id):
            guard let number = segment.field(id)?.number else { return missing }
            let range = number.range(of: document)
            if range.isEmpty { return missing }
            if number.isWhole { return pick(range.map { number.longs.values[$0] }) }
            return .double(pick(range.map { number.doubles.values[$0] }))
        case .date(let id):
            guard let date = segment.field(id)?.date else { return missing }
            let range = date.range(of: document)
            return range.isEmpty ? missing : pick(range.map { date.values[$0] })
        case .boolean(let id):
            guard let boolean = segment.field(id)?.boolean else { return missing }
            let range = boolean.range(of: document)
            return range.isEmpty ? missing : pick(range.map { boolean.values[$0] ? 1 : 0 })
        }
    }

    private var takesLeast: Bool {
        key.mode.map { $0 == .min } ?? key.isAscending
    }

    private func pick(_ values: [Int64]) -> SortValue {
        if values.count == 1 { return .long(values[0]) }
        switch key.mode {
        case nil, .min, .max: return .long(takesLeast ? values.min()! : values.max()!)
        case .sum: return .long(values.reduce(0, &+))
        case .avg, .median: return .long(Int64(pick(values.map(Double.init)).rounded()))
        }
    }

    private func pick(_ values: [Double]) -> Double {
        switch key.mode {
        case nil, .min, .max: return takesLeast ? values.min()! : values.max()!
        case .sum: return values.reduce(0, +)
        case .avg: return values.reduce(0, +) / Double(values.count)
        case .median:
            let sorted = values.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }
}

/// `text` fields have no column to sort or aggregate by.
enum FieldDataError {
    static func disabled(_ field: String, index: String) -> LogStoreError {
        LogStoreError(
            .illegalArgument,
            "Fielddata is disabled on [\(field)] in [\(index)]. Text fields are not optimised for operations that "
                + "require per-document field data like aggregations and sorting, so these operations are disabled by "
                + "default. Please use a keyword field instead. Alternatively, set fielddata=true on [\(field)] in "
                + "order to load field data by uninverting the inverted index. Note that this can use significant "
                + "memory.",
            index: index
        )
    }
}
