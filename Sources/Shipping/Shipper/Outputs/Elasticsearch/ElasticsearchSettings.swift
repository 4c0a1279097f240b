internal import EventPipeline
internal import ServiceKit

/// The parameters of the elasticsearch output.
struct ElasticsearchSettings: Sendable {
    /// With scheme, port and path, without a slash at the end. Tried in turn.
    var urls: [String]
    /// `Authorization` and other headers.
    var headers: HTTPCaller.Headers = []
    var requestTimeout: Duration = .seconds(5)
    /// A `_bulk` body is not made larger, but for a single document that is.
    var bulkBytes = 20 << 20
    var compresses = false
    var pipeline: String?
    var logsReasons = false
    var documents: DocumentSettings
}

/// How events become documents.
struct DocumentSettings: Sendable {
    enum IndexName: Sendable {
        case fixed(ChunkTemplate)
        /// Prefix, separator and the date of the event.
        case daily(prefix: ChunkTemplate, separator: String, format: TimeFormat)
    }

    var index: IndexName
    /// A field of the record whose value is the index, if it is there.
    var targetIndexKey: String?
    /// The zone of the index's date.
    var indexZone = TimeZoneRule.utc
    var includesTimestamp = false
    var timeKey: String?
    var timeKeyFormat: TimeFormat?
    var excludesTimestamp = false
    /// Digits of the fraction in `@timestamp`.
    var timePrecision = 9
    /// The field that takes the tag.
    var tagKey: String?
    var idKey: String?
    var routingKey: String?
    var removedKeys: [String] = []
    /// `create` answers 409 for a document that is there, which is what makes repeating safe; `index` replaces it by
    /// the same.
    var creates = true
    var chunkZone = TimeZoneRule.local
}
