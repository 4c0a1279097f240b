/// Limits on a document and a mapping.
public enum DocumentLimits {
    /// `index.mapping.depth.limit`.
    static let mappingDepth = 20
    /// How deep objects and arrays of a document may be nested in all.
    public static let jsonDepth = 64
    /// The bytes of one document's source.
    public static let sourceBytes = 32 << 20
    /// `_id` of a document, in bytes, as in Elasticsearch.
    public static let idBytes = 512
    /// A term: Lucene's limit.
    static let termBytes = 32_766
    /// `index.mapping.total_fields.limit`, unless an index says otherwise; it cannot be set above `mostFields`.
    public static let fields = 10_000
    public static let mostFields = 60_000
}
