/// What a field is declared to be.
public enum FieldType: String, Sendable {
    /// Analyzed: found by its words.
    case text
    /// Exact strings.
    case keyword
    case long
    case double
    case date
    case boolean

    /// The types of Elasticsearch that are stored as one of ours.
    static let names: [String: FieldType] = [
        "text": .text, "match_only_text": .text,
        "keyword": .keyword, "constant_keyword": .keyword, "wildcard": .keyword,
        "long": .long, "integer": .long, "short": .long, "byte": .long, "unsigned_long": .long,
        "double": .double, "float": .double, "half_float": .double, "scaled_float": .double,
        "date": .date, "boolean": .boolean,
    ]
}

/// One field of an index that has values: a leaf of the mapping, or one of its multi-fields.
public struct FieldMapping: Sendable, Equatable {
    /// The whole path: `http.request.method`, `message.keyword`.
    public let name: String
    public internal(set) var type: FieldType
    /// The type as it was declared: `integer` for a field that is stored as `long`.
    public internal(set) var typeName: String
    /// Longer strings (in UTF-16 units) are not indexed here.
    public internal(set) var ignoreAbove: Int?
    /// How dates are written.
    public internal(set) var format: DateFormat = .standard
    /// Further fields that get the same values.
    public internal(set) var multiFields: [FieldID] = []
    /// Whether this is a multi-field of another one.
    public internal(set) var isMultiField = false
    /// Found by a document rather than declared: its type may widen.
    public internal(set) var isDynamic = false
    /// `index: false` and `enabled: false` declare fields that only `_source` has.
    public internal(set) var isIndexed = true
    /// There have been values that do not fit the type, indexed as what they are.
    public internal(set) var hasMisfits = false
    /// Further parameters as they were declared, to be shown again.
    var parameters = MappingParameters()

    init(name: String, type: FieldType, typeName: String? = nil) {
        self.name = name
        self.type = type
        self.typeName = typeName ?? type.rawValue
    }
}
