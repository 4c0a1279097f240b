import Bytes
import HTTPTypes
import LogStore
import ServiceKit

/// An error in Elasticsearch's shape.
struct APIError: Error {
    let status: HTTPResponse.Status
    /// The whole body.
    let body: JSONValue
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, body: JSONValue, headers: HTTPFields = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    init(_ status: HTTPResponse.Status, type: String, reason: String) {
        let description: JSONObject = ["type": .string(type), "reason": .string(reason)]
        self.init(status, body: Self.envelope(description, status))
    }

    /// The form in which the error is a string.
    init(_ status: HTTPResponse.Status, text: String, headers: HTTPFields = [:]) {
        self.init(status, body: ["error": .string(text), "status": .integer(Int64(status.code))], headers: headers)
    }

    init(_ error: LogStoreError) {
        let status = Self.status(error.kind)
        self.init(status, body: Self.envelope(Self.describe(error), status))
    }

    private static func envelope(_ description: JSONObject, _ status: HTTPResponse.Status) -> JSONValue {
        var root = description
        root["caused_by"] = nil
        var error: JSONObject = ["root_cause": [.object(root)]]
        for (key, value) in description { error.append(key, value) }
        return ["error": .object(error), "status": .integer(Int64(status.code))]
    }

    /// An error that a search met while it ran on an index.
    static func searchPhase(_ error: LogStoreError, indices: [LogIndex]) -> APIError {
        let index = indices.first { $0.name == error.index } ?? indices.first
        var reason = describe(error)
        reason["index_uuid"] = .string(index?.uuid ?? "_na_")
        reason["index"] = .string(index?.name ?? "_na_")
        var root = reason
        root["caused_by"] = nil
        let status = status(error.kind)
        let failure: JSONValue = [
            "shard": 0, "index": .string(index?.name ?? "_na_"), "node": .string(NodeIdentity.nodeID),
            "reason": .object(reason),
        ]
        let body: JSONValue = [
            "error": [
                "root_cause": [.object(root)], "type": "search_phase_execution_exception",
                "reason": "all shards failed", "phase": "query", "grouped": true, "failed_shards": [failure],
            ],
            "status": .integer(Int64(status.code)),
        ]
        return APIError(status, body: body)
    }

    /// Type, reason and cause, as they stand in the error of a bulk item too.
    static func describe(_ error: LogStoreError) -> JSONObject {
        var object: JSONObject = ["type": .string(error.kind.rawValue), "reason": .string(error.reason)]
        if let line = error.line, let column = error.column {
            object.append("line", .integer(Int64(line)))
            object.append("col", .integer(Int64(column)))
        }
        if let index = error.index {
            switch error.kind {
            case .indexNotFound:
                object.append("resource.type", "index_or_alias")
                object.append("resource.id", .string(index))
                object.append("index_uuid", "_na_")
            case .resourceAlreadyExists, .invalidIndexName: object.append("index_uuid", "_na_")
            default: break
            }
            object.append("index", .string(index))
        }
        if let cause = error.cause { object.append("caused_by", .object(describe(cause))) }
        return object
    }

    static func status(_ kind: LogStoreError.Kind) -> HTTPResponse.Status {
        switch kind {
        case .indexNotFound, .documentMissing: .notFound
        case .versionConflict: .conflict
        case .clusterBlock: .tooManyRequests
        case .storage, .corruption, .alreadyClosed, .locked: .internalServerError
        default: .badRequest
        }
    }
}
