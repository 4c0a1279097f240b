import Bytes
import HTTPTypes
import LogStore

/// What a write of one document is answered with.
enum DocumentAnswer {
    static func status(_ outcome: DocumentResult.Outcome) -> HTTPResponse.Status {
        switch outcome {
        case .created: .created
        case .updated, .deleted, .noop: .ok
        case .notFound: .notFound
        }
    }

    /// The members, without `status`.
    static func append(_ result: DocumentResult, index: String, to writer: inout JSONWriter) {
        writer.member("_index", index)
        writer.member("_id", result.id)
        writer.member("_version", Int(result.version))
        writer.member("result", result.outcome.rawValue)
        let copies = result.outcome == .noop ? 0 : 1
        writer.key("_shards")
        writer.beginObject()
        writer.member("total", copies)
        writer.member("successful", copies)
        writer.member("failed", 0)
        writer.endObject()
        writer.member("_seq_no", Int(result.sequenceNumber))
        writer.member("_primary_term", 1)
    }

    static func response(_ result: DocumentResult, index: String) -> APIResponse {
        var writer = JSONWriter()
        writer.beginObject()
        append(result, index: index, to: &writer)
        writer.endObject()
        return .json(writer.bytes, status: status(result.outcome))
    }
}
