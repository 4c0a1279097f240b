import Bytes
import HTTPTypes
import HummingbirdCore
import LogStore
import QueryDSL
import ServiceKit

/// Routes for indices: making, deleting, mappings, settings.
extension SearchAPI {
    func addIndexRoutes(to router: AppRouter) {
        add(router, [.put], "/{index}", handler: createIndex)
        add(router, [.delete], "/{index}", handler: deleteIndex)
        add(router, [.get], "/{index}", handler: getIndex)
        add(router, [.head], "/{index}", handler: indexExists)
        add(router, [.get], "/_mapping", "/_mappings", "/{index}/_mapping", "/{index}/_mappings", handler: getMapping)
        add(router, [.put, .post], "/{index}/_mapping", "/{index}/_mappings", handler: putMapping)
        add(router, [.get], "/_settings", "/{index}/_settings", handler: getSettings)
        add(router, [.put], "/{index}/_settings", handler: putSettings)
        add(router, [.get, .post], "/_refresh", "/{index}/_refresh", "/_flush", "/{index}/_flush", handler: refresh)
        add(router, [.get, .post], "/_field_caps", "/{index}/_field_caps", handler: fieldCapabilities)
        add(router, [.get], "/_alias", "/{index}/_alias", "/_aliases", handler: aliases)
        add(router, [.get], "/_resolve/index/{index}", handler: resolveIndex)
    }

    private func acceptTimeouts(_ request: APIRequest) {
        request.accept("timeout", "master_timeout", "wait_for_active_shards", "local", "flat_settings")
        request.accept("include_defaults", "include_type_name", "features")
    }

    /// The indices that the path names; a pattern may match none.
    private func resolved(_ request: APIRequest) throws -> [LogIndex] {
        try store.resolve(request.path("index"), try request.indexOptions())
    }

    @Sendable
    private func createIndex(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        try request.rejectUnknown()
        let name = request.path("index")
        var settings: JSONValue = [:]
        var mappings: JSONValue = [:]
        if let body = try await request.body() {
            guard case .object(let object) = body.json else {
                throw APIError(.badRequest, type: "parse_exception", reason: "request body must be an object")
            }
            for (key, value) in object {
                switch key {
                case "settings": settings = value
                case "mappings": mappings = value
                case "aliases":
                    guard value.object?.isEmpty == true else {
                        throw APIError(
                            .badRequest,
                            type: "illegal_argument_exception",
                            reason: "aliases are not supported"
                        )
                    }
                default:
                    throw APIError(
                        .badRequest,
                        type: "parse_exception",
                        reason: "unknown key [\(key)] for create index"
                    )
                }
            }
        }
        let store = store
        let (wantedSettings, wantedMappings) = (settings, mappings)
        try await pool.run {
            _ = try store.createIndex(name, settings: wantedSettings, mappings: wantedMappings)
        }
        return .json(["acknowledged": true, "shards_acknowledged": true, "index": .string(name)])
    }

    @Sendable
    private func deleteIndex(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let expression = request.path("index")
        let options = try request.indexOptions()
        try request.rejectUnknown()
        // `action.destructive_requires_name` is true in Elasticsearch 8.
        if expression == "_all" || expression.contains("*") {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "Wildcard expressions or all indices are not allowed"
            )
        }
        let store = store
        try await pool.run {
            for index in try store.resolve(expression, options) { try store.deleteIndex(index.name) }
        }
        return .acknowledged
    }

    private static func settings(_ index: LogIndex) -> JSONValue {
        var inner = JSONObject()
        for (key, value) in index.settings.json.object ?? [:] {
            insert(key.split(separator: ".").dropFirst().map(String.init)[...], value, into: &inner)
        }
        inner.append("creation_date", .string(String(index.created.milliseconds)))
        inner.append("uuid", .string(index.uuid))
        inner.append("version", ["created": "8537000"])
        inner.append("provided_name", .string(index.name))
        return ["index": .object(inner)]
    }

    private static func insert(_ path: ArraySlice<String>, _ value: JSONValue, into object: inout JSONObject) {
        guard let key = path.first else { return }
        if path.count == 1 {
            object[key] = value
        } else {
            var inner = object[key]?.object ?? JSONObject()
            insert(path.dropFirst(), value, into: &inner)
            object[key] = .object(inner)
        }
    }

    /// One member for each index.
    private func each(_ indices: [LogIndex], _ value: (LogIndex) -> JSONValue) -> APIResponse {
        .json(.object(JSONObject(indices.map { (key: $0.name, value: value($0)) })))
    }

    @Sendable
    private func getIndex(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let indices = try resolved(request)
        try request.rejectUnknown()
        return each(indices) { index in
            ["aliases": [:], "mappings": index.mapping.json, "settings": Self.settings(index)]
        }
    }

    @Sendable
    private func indexExists(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let options = try request.indexOptions(allowNoIndices: false)
        try request.rejectUnknown()
        do throws(LogStoreError) {
            _ = try store.resolve(request.path("index"), options)
            return APIResponse(body: .none)
        } catch {
            return APIResponse(status: .notFound, body: .none)
        }
    }

    @Sendable
    private func getMapping(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let indices = try resolved(request)
        try request.rejectUnknown()
        return each(indices) { ["mappings": $0.mapping.json] }
    }

    @Sendable
    private func putMapping(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        request.accept("write_index_only")
        let options = try request.indexOptions(allowNoIndices: false)
        try request.rejectUnknown()
        let indices = try store.resolve(request.path("index"), options)
        let declaration = try await request.requiredBody().json
        try await pool.run {
            for index in indices { try index.putMapping(declaration) }
        }
        return .acknowledged
    }

    @Sendable
    private func getSettings(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let indices = try resolved(request)
        try request.rejectUnknown()
        return each(indices) { ["settings": Self.settings($0)] }
    }

    @Sendable
    private func putSettings(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        request.accept("preserve_existing", "reopen")
        let options = try request.indexOptions(allowNoIndices: false)
        try request.rejectUnknown()
        let indices = try store.resolve(request.path("index"), options)
        let body = try await request.requiredBody().json
        let settings = body["settings"] ?? body
        try await pool.run {
            for index in indices { try index.putSettings(settings) }
        }
        return .acknowledged
    }

    /// Documents can be found as soon as they are acknowledged, so there is nothing to refresh. `_flush` brings what is
    /// written onto the device.
    @Sendable
    private func refresh(_ request: APIRequest) async throws -> APIResponse {
        request.accept("force", "wait_if_ongoing")
        let indices = try resolved(request)
        try request.rejectUnknown()
        if request.request.uri.path.hasSuffix("_flush") {
            try await pool.run {
                for index in indices { try index.synchronize() }
            }
        }
        let count = JSONValue.integer(Int64(indices.count))
        return .json(["_shards": ["total": count, "successful": count, "failed": 0]])
    }

    /// There are no aliases.
    @Sendable
    private func aliases(_ request: APIRequest) async throws -> APIResponse {
        acceptTimeouts(request)
        let indices = try resolved(request)
        try request.rejectUnknown()
        return each(indices) { _ in ["aliases": [:]] }
    }

    @Sendable
    private func resolveIndex(_ request: APIRequest) async throws -> APIResponse {
        let indices = try resolved(request)
        try request.rejectUnknown()
        let list = indices.map { index -> JSONValue in
            ["name": .string(index.name), "attributes": ["open"]]
        }
        return .json(["indices": .array(list), "aliases": [], "data_streams": []])
    }

    @Sendable
    private func fieldCapabilities(_ request: APIRequest) async throws -> APIResponse {
        request.accept("include_empty_fields", "filters", "include_unmapped")
        var patterns = request.list("fields")
        let types = Set(request.list("types"))
        let includesMetadata = !request.list("filters").contains("-metadata")
        let includesParents = !request.list("filters").contains("-parent")
        let indices = try resolved(request)
        try request.rejectUnknown()
        if let body = try await request.body()?.json {
            for (key, value) in body.object ?? [:] {
                switch key {
                case "fields":
                    patterns = value.array?.compactMap(\.string) ?? value.string.map { [$0] } ?? []
                case "runtime_mappings", "index_filter":
                    guard value.object?.isEmpty ?? value.isNull else {
                        throw APIError(
                            .badRequest,
                            type: "illegal_argument_exception",
                            reason: "[\(key)] is not supported"
                        )
                    }
                default:
                    throw APIError(
                        .badRequest,
                        type: "x_content_parse_exception",
                        reason: "[1:1] [field_caps_request] unknown field [\(key)]"
                    )
                }
            }
        }
        guard !patterns.isEmpty else {
            throw APIError(
                .badRequest,
                type: "action_request_validation_exception",
                reason: "Validation Failed: 1: no fields specified;"
            )
        }
        return .json(
            FieldCapabilities(
                patterns: patterns,
                types: types,
                includesMetadata: includesMetadata,
                includesParents: includesParents
            ).json(indices)
        )
    }
}
