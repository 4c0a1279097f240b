import Bytes

/// The values of one field in one segment as small numbers, so that they can be counted in an array: ordinals of
/// strings, and numbers given out here for everything else.
struct TermReader {
    private let keyword: KeywordColumn?
    private let otherKeys: [BucketKey]
    /// Values of other columns: codes by document.
    private let others: [Column<UInt32>]
    private let missing: Int?

    /// - Parameter field: Nil where the index does not have the field.
    init(_ field: (id: FieldID, mapping: FieldMapping)?, in segment: Segment, missing: JSONValue?) {
        let column = field.flatMap { segment.field($0.id) }
        keyword = column?.keyword
        let base = keyword?.dictionary.count ?? 0
        var keys: [BucketKey] = []
        var codes: [BucketKey: UInt32] = [:]
        func code(_ key: BucketKey) -> UInt32 {
            if let known = codes[key] { return known }
            let code = UInt32(base + keys.count)
            keys.append(key)
            codes[key] = code
            return code
        }
        var others: [Column<UInt32>] = []
        if let number = column?.number {
            let isDouble = field?.mapping.type == .double
            others.append(
                number.isWhole
                    ? number.longs.map { code(isDouble ? .double(Double($0)) : .long($0)) }
                    : number.doubles.map { code(.double($0)) }
            )
        }
        if let date = column?.date { others.append(date.map { code(.long($0)) }) }
        if let boolean = column?.boolean { others.append(boolean.map { code(.long($0 ? 1 : 0)) }) }
        self.others = others
        if let missing {
            let key = TermReader.key(missing, as: field?.mapping)
            if case .string(let text) = key, let ordinal = keyword?.dictionary.ordinal(of: Array(text.utf8)) {
                self.missing = Int(ordinal)
            } else {
                self.missing = Int(code(key))
            }
        } else {
            self.missing = nil
        }
        otherKeys = keys
    }

    /// What a value of a request is as a key of the field.
    static func key(_ value: JSONValue, as field: FieldMapping?) -> BucketKey {
        switch field?.type {
        case .long, .double, .boolean:
            if let flag = value.lenientBool { return .long(flag ? 1 : 0) }
            switch value.number {
            case .long(let whole): return field?.type == .double ? .double(Double(whole)) : .long(whole)
            case .double(let fraction): return .double(fraction)
            case nil: break
            }
        case .date:
            if let date = field?.format.parse(value.string ?? value.text) { return .long(date) }
        case .text, .keyword, nil: break
        }
        return .string(value.string ?? value.text)
    }

    /// Codes are below this.
    var count: Int { (keyword?.dictionary.count ?? 0) + otherKeys.count }

    func key(_ code: Int) -> BucketKey {
        let base = keyword?.dictionary.count ?? 0
        return code < base ? .string(keyword!.dictionary.text(UInt32(code))) : otherKeys[code - base]
    }

    @inline(__always)
    func forEachValue(of document: UInt16, _ body: (Int) -> Void) {
        let document = Int(document)
        var isEmpty = true
        if let keyword {
            for index in keyword.ordinals.range(of: document) {
                isEmpty = false
                body(Int(keyword.ordinals.values[index]))
            }
        }
        for column in others {
            for index in column.range(of: document) {
                isEmpty = false
                body(Int(column.values[index]))
            }
        }
        if isEmpty, let missing { body(missing) }
    }
}
