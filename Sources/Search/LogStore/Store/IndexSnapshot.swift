/// An index at one moment.
public struct IndexSnapshot: Sendable {
    public let name: String
    public let uuid: String
    public let mapping: Mapping
    public let settings: IndexSettings
    let segments: [Segment]
    let log: DocumentLog

    public var documentCount: Int { segments.reduce(0) { $0 + $1.liveCount } }

    /// The JSON of a document, as it was sent.
    public func source(_ number: DocumentNumber) throws(LogStoreError) -> [UInt8] {
        try log.source(of: number.document, in: segments[number.segment])
    }

    func id(_ number: DocumentNumber) -> String {
        String(decoding: segments[number.segment].id(of: number.document), as: UTF8.self)
    }

    /// The values of a field of a document as columns have them: sorted, strings without repetition; what
    /// `docvalue_fields` shows.
    public func values(of field: String, in number: DocumentNumber) -> [FieldValue] {
        guard let id = mapping.id(of: field), let column = segments[number.segment].field(id) else { return [] }
        return column.values(of: number.document)
    }
}

/// A value as a column has it.
public enum FieldValue: Sendable, Hashable {
    case keyword(String)
    case long(Int64)
    case double(Double)
    /// Milliseconds since 1970.
    case date(Int64)
    case boolean(Bool)
}

extension SegmentField {
    func values(of document: Int) -> [FieldValue] {
        var result: [FieldValue] = []
        if let keyword {
            let range = keyword.ordinals.range(of: document)
            result += Set(range.map { keyword.dictionary.text(keyword.ordinals.values[$0]) })
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map(FieldValue.keyword)
        }
        if let number {
            let values = number.range(of: document).map(number.value).sorted { $0.double < $1.double }
            result += values.map { value in
                switch value {
                case .long(let value): .long(value)
                case .double(let value): .double(value)
                }
            }
        }
        if let date { result += date.range(of: document).map { date.values[$0] }.sorted().map(FieldValue.date) }
        if let boolean {
            let values = boolean.range(of: document).map { boolean.values[$0] }
            result += values.sorted { !$0 && $1 }.map(FieldValue.boolean)
        }
        return result
    }
}
