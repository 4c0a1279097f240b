import Bytes
import LogStore
import QueryDSL

/// One line of a `_bulk` that says what to do.
struct BulkAction {
    enum Kind: String {
        case index, create, update, delete
    }

    var kind: Kind
    var index: String
    var id: String?
    var ifSequenceNumber: Int64?
    /// What is wrong with this item alone; the others are done.
    var failure: LogStoreError?

    /// Reads an action line.
    ///
    /// - Parameter line: Which line of the body it is, from 1, for errors.
    /// - Throws: What is wrong with the whole request.
    init(_ bytes: [UInt8], line: Int, defaultIndex: String?) throws(LogStoreError) {
        let malformed = "Malformed action/metadata line [\(line)], expected"
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw LogStoreError(
                .illegalArgument,
                "\(malformed) a JSON object: [\(error.line):\(error.column)] \(error.reason)",
                cause: LogStoreError(.jsonParse, error.reason)
            )
        }
        guard case .object(let object) = value else {
            throw LogStoreError(.illegalArgument, "\(malformed) START_OBJECT but found [\(Self.name(value))]")
        }
        guard let (name, metadata) = object.members.first else {
            throw LogStoreError(.illegalArgument, "\(malformed) FIELD_NAME but found [END_OBJECT]")
        }
        guard let kind = Kind(rawValue: name) else {
            throw LogStoreError(
                .illegalArgument,
                "\(malformed) field [create], [delete], [index] or [update] but found [\(name)]"
            )
        }
        guard case .object(let members) = metadata else {
            throw LogStoreError(.illegalArgument, "\(malformed) START_OBJECT but found [\(Self.name(metadata))]")
        }
        guard object.count == 1 else {
            throw LogStoreError(.illegalArgument, "\(malformed) END_OBJECT but found [FIELD_NAME]")
        }
        self.kind = kind
        index = defaultIndex ?? ""
        for (key, value) in members { try take(key, value, line) }
        guard !index.isEmpty else {
            throw LogStoreError(.actionRequestValidation, "Validation Failed: 1: index is missing;")
        }
        if id == nil, kind == .update || kind == .delete {
            throw LogStoreError(.actionRequestValidation, "Validation Failed: 1: id is missing;")
        }
    }

    private mutating func take(_ key: String, _ value: JSONValue, _ line: Int) throws(LogStoreError) {
        switch key {
        case "_index": index = value.string ?? index
        case "_id":
            if !value.isNull { id = value.string ?? value.text }
        case "if_seq_no": ifSequenceNumber = value.int.map(Int64.init)
        case "pipeline":
            if let name = value.string, name != "_none" {
                failure = LogStoreError(.illegalArgument, "pipeline with id [\(name)] does not exist")
            }
        case "require_alias", "require_data_stream":
            if value.lenientBool == true {
                failure = LogStoreError(
                    .indexNotFound,
                    "no such index [\(index)] and [\(key)] request flag is [true] and [\(index)] is not of that kind",
                    index: index
                )
            }
        case "version", "version_type":
            guard value == .string("internal") else {
                throw LogStoreError(.illegalArgument, "Action/metadata line [\(line)]: [\(key)] is not supported")
            }
        // One shard, no templates: these change nothing.
        case "_type", "routing", "_routing", "if_primary_term", "retry_on_conflict", "dynamic_templates", "op_type",
            "list_executed_pipelines", "_source":
            break
        default:
            throw LogStoreError(
                .illegalArgument,
                "Action/metadata line [\(line)] contains an unknown parameter [\(key)]"
            )
        }
    }

    private static func name(_ value: JSONValue) -> String {
        switch value {
        case .null: "VALUE_NULL"
        case .bool: "VALUE_BOOLEAN"
        case .integer, .unsigned, .double: "VALUE_NUMBER"
        case .string: "VALUE_STRING"
        case .array: "START_ARRAY"
        case .object: "START_OBJECT"
        }
    }

    /// The operation, with the line that follows the action.
    func operation(_ source: [UInt8]) throws(LogStoreError) -> DocumentOperation {
        if let failure { throw failure }
        switch kind {
        case .index: return DocumentOperation(.index, id: id, source: source, ifSequenceNumber: ifSequenceNumber)
        case .create: return DocumentOperation(.create, id: id, source: source)
        case .delete: return DocumentOperation(.delete, id: id, ifSequenceNumber: ifSequenceNumber)
        case .update:
            let body = try JSONBody(parsing: source)
            return try UpdateBody.operation(body, id: id!, ifSequenceNumber: ifSequenceNumber)
        }
    }
}

/// The body of an update.
enum UpdateBody {
    static func operation(
        _ body: JSONBody,
        id: String,
        ifSequenceNumber: Int64?
    ) throws(LogStoreError) -> DocumentOperation {
        guard case .object(let object) = body.json else {
            throw LogStoreError(.parsing, "[UpdateRequest] Expected START_OBJECT")
        }
        var partial: JSONValue?
        var upsert: JSONValue?
        var docAsUpsert = false
        var detectNoop = true
        for (key, value) in object {
            switch key {
            case "doc": partial = value
            case "upsert": upsert = value
            case "doc_as_upsert": docAsUpsert = value.lenientBool ?? false
            case "detect_noop": detectNoop = value.lenientBool ?? true
            case "_source": break
            case "script", "scripted_upsert":
                throw LogStoreError(.illegalArgument, "[UpdateRequest] scripts are not supported")
            default: throw LogStoreError(.unknownField, "[1:1] [UpdateRequest] unknown field [\(key)]")
            }
        }
        guard let partial else {
            throw LogStoreError(.actionRequestValidation, "Validation Failed: 1: script or doc is missing;")
        }
        return DocumentOperation(
            .update(upsert: upsert?.serialized(), docAsUpsert: docAsUpsert, detectNoop: detectNoop),
            id: id,
            source: partial.serialized(),
            ifSequenceNumber: ifSequenceNumber
        )
    }
}
