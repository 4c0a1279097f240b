/// What can go wrong in the store and in a query, named as Elasticsearch names it: clients decide by `kind`.
public struct LogStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Elasticsearch's exception type.
    public enum Kind: String, Sendable {
        case illegalArgument = "illegal_argument_exception"
        case documentParsing = "document_parsing_exception"
        case mapperParsing = "mapper_parsing_exception"
        case strictDynamicMapping = "strict_dynamic_mapping_exception"
        case versionConflict = "version_conflict_engine_exception"
        case documentMissing = "document_missing_exception"
        case indexNotFound = "index_not_found_exception"
        case resourceAlreadyExists = "resource_already_exists_exception"
        case invalidIndexName = "invalid_index_name_exception"
        case parse = "parse_exception"
        case parsing = "parsing_exception"
        case unknownField = "x_content_parse_exception"
        case jsonParse = "json_parse_exception"
        case namedObjectNotFound = "named_object_not_found_exception"
        case numberFormat = "number_format_exception"
        case queryShard = "query_shard_exception"
        case tooManyClauses = "too_many_nested_clauses"
        case tooManyBuckets = "too_many_buckets_exception"
        case actionRequestValidation = "action_request_validation_exception"
        case aggregationInitialization = "aggregation_initialization_exception"
        case clusterBlock = "cluster_block_exception"
        case storage = "i_o_exception"
        case corruption = "corrupt_index_exception"
        case alreadyClosed = "already_closed_exception"
        case locked = "lock_obtain_failed_exception"
    }

    public var kind: Kind
    public var reason: String
    /// Where in a request's body, counted from 1; nil where there is no body.
    public var line: Int?
    public var column: Int?
    /// The index that it is about.
    public var index: String?
    private var causes: [LogStoreError] = []

    public var cause: LogStoreError? { causes.first }

    public init(
        _ kind: Kind,
        _ reason: String,
        line: Int? = nil,
        column: Int? = nil,
        index: String? = nil,
        cause: LogStoreError? = nil
    ) {
        self.kind = kind
        self.reason = reason
        self.line = line
        self.column = column
        self.index = index
        causes = cause.map { [$0] } ?? []
    }

    public var description: String {
        "\(kind.rawValue): \(reason)" + (cause.map { "; \($0)" } ?? "")
    }
}
