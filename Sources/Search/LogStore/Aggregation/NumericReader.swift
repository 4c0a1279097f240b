import Bytes

/// The numbers of one field in one segment, whatever column they are in.
struct NumericReader {
    private enum Source {
        case number(NumberColumn)
        case date(Column<Int64>)
        case boolean(Column<Bool>)
        case none
    }

    private let source: Source
    /// What a document without a value counts as.
    private let missing: Double?

    /// - Parameter field: Nil where the index does not have the field.
    init(_ field: (id: FieldID, mapping: FieldMapping)?, in segment: Segment, missing: Double?) {
        self.missing = missing
        guard let field, let column = segment.field(field.id) else {
            source = .none
            return
        }
        switch field.mapping.type {
        case .long, .double: source = column.number.map(Source.number) ?? .none
        case .date: source = column.date.map(Source.date) ?? .none
        case .boolean: source = column.boolean.map(Source.boolean) ?? .none
        case .text, .keyword: source = .none
        }
    }

    @inline(__always)
    func forEachValue(of document: UInt16, _ body: (Double) throws(LogStoreError) -> Void) throws(LogStoreError) {
        let document = Int(document)
        var isEmpty = true
        switch source {
        case .number(let column):
            for index in column.range(of: document) {
                isEmpty = false
                try body(column.isWhole ? Double(column.longs.values[index]) : column.doubles.values[index])
            }
        case .date(let column):
            for index in column.range(of: document) {
                isEmpty = false
                try body(Double(column.values[index]))
            }
        case .boolean(let column):
            for index in column.range(of: document) {
                isEmpty = false
                try body(column.values[index] ? 1 : 0)
            }
        case .none: break
        }
        if isEmpty, let missing { try body(missing) }
    }
}
