import Bytes
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LogStore
import NIOCore
import QueryDSL
import ServiceKit
import Telemetry

/// Routes that write and read single documents, and `_bulk`.
extension SearchAPI {
    func addDocumentRoutes(to router: AppRouter) {
        add(router, [.post, .put], "/_bulk", "/{index}/_bulk", handler: bulk)
        add(router, [.post], "/{index}/_doc") { try await write($0, .index, id: nil) }
        add(router, [.post, .put], "/{index}/_doc/{id}") { request in
            let isCreate = request.string("op_type") == "create"
            return try await write(request, isCreate ? .create : .index, id: request.path("id"))
        }
        add(router, [.post, .put], "/{index}/_create/{id}") { try await write($0, .create, id: $0.path("id")) }
        add(router, [.post], "/{index}/_update/{id}", handler: update)
        add(router, [.delete], "/{index}/_doc/{id}", handler: delete)
        add(router, [.get, .head], "/{index}/_doc/{id}", handler: get)
        add(router, [.get, .head], "/{index}/_source/{id}", handler: source)
        add(router, [.get, .post], "/_mget", "/{index}/_mget", handler: multiGet)
    }

    /// Items that are worked on at a time, in bytes: what a bulk holds in memory besides its answer.
    private static let bulkBatchBytes = 1 << 20

    @Sendable
    private func bulk(_ request: APIRequest) async throws -> APIResponse {
        request.accept("refresh", "timeout", "wait_for_active_shards", "routing", "type", "_source")
        request.accept("_source_includes", "_source_excludes", "require_alias", "require_data_stream")
        request.accept("list_executed_pipelines", "include_source_on_error")
        try Self.checkPipeline(request)
        try request.rejectUnknown()
        try MediaType.checkContent(of: request.request, isLines: true)
        let start = ContinuousClock.now
        let writer = BulkWriter(store: store)
        var reader = BulkReader(defaultIndex: request.hasIndex ? request.path("index") : nil)
        func flush() async throws {
            let items = reader.takeItems()
            if !items.isEmpty { try await pool.run { writer.write(items) } }
        }
        let encoding = request.request.headers[.contentEncoding]?.lowercased() ?? "identity"
        if encoding == "identity" || encoding.isEmpty {
            var total = 0
            for try await buffer in request.request.body {
                total += buffer.readableBytes
                guard total <= configuration.maxContentBytes else {
                    throw Problem(
                        .contentTooLarge,
                        detail: "entity content is too long [\(total)] for the configured buffer limit "
                            + "[\(configuration.maxContentBytes)]"
                    )
                }
                try reader.feed(Array(buffer.readableBytesView))
                if reader.itemBytes >= Self.bulkBatchBytes { try await flush() }
            }
        } else {
            let bytes = try await request.bodyBytes()
            var at = 0
            while at < bytes.count {
                let end = min(at + Self.bulkBatchBytes, bytes.count)
                try reader.feed(Array(bytes[at..<end]))
                if reader.itemBytes >= Self.bulkBatchBytes { try await flush() }
                at = end
            }
        }
        try reader.finish()
        try await flush()
        try await pool.run { try writer.commit() }
        let counts = writer.counts
        metrics.indexed.increment(by: counts.indexed)
        metrics.failed.increment(by: counts.failed)
        return .json(writer.answer(took: start.duration(to: .now)))
    }

    private static func checkPipeline(_ request: APIRequest) throws(APIError) {
        if let pipeline = request.string("pipeline"), pipeline != "_none" {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "pipeline with id [\(pipeline)] does not exist"
            )
        }
    }

    private func acceptWriteParameters(_ request: APIRequest) throws -> Int64? {
        request.accept("refresh", "timeout", "wait_for_active_shards", "routing", "op_type", "if_primary_term")
        request.accept("require_alias", "require_data_stream", "include_source_on_error", "version_type")
        try Self.checkPipeline(request)
        let ifSequenceNumber = try request.int("if_seq_no")
        return ifSequenceNumber.map(Int64.init)
    }

    private func write(
        _ request: APIRequest,
        _ action: DocumentOperation.Action,
        id: String?
    ) async throws -> APIResponse {
        let ifSequenceNumber = try acceptWriteParameters(request)
        try request.rejectUnknown()
        try MediaType.checkContent(of: request.request, isLines: false)
        let source = try await request.bodyBytes()
        guard !source.isEmpty else {
            throw APIError(
                .badRequest,
                type: "action_request_validation_exception",
                reason: "Validation Failed: 1: source is missing;"
            )
        }
        let operation = DocumentOperation(action, id: id, source: source, ifSequenceNumber: ifSequenceNumber)
        return try await apply(operation, to: request.path("index"))
    }

    private func apply(_ operation: DocumentOperation, to name: String) async throws -> APIResponse {
        let store = store
        do {
            let result = try await pool.run { () throws -> DocumentResult in
                let index: LogIndex
                if operation.action == .delete {
                    guard let existing = store.index(named: name) else { throw IndexName.notFound(name) }
                    index = existing
                } else {
                    index = try store.indexForWriting(name)
                }
                do throws(LogStoreError) {
                    let result = try index.apply([operation])[0].get()
                    try index.commit()
                    return result
                } catch {
                    var located = error
                    if located.index == nil, located.kind == .versionConflict || located.kind == .documentMissing {
                        located.index = name
                    }
                    throw located
                }
            }
            metrics.indexed.increment()
            return DocumentAnswer.response(result, index: name)
        } catch {
            metrics.failed.increment()
            throw error
        }
    }

    @Sendable
    private func update(_ request: APIRequest) async throws -> APIResponse {
        let ifSequenceNumber = try acceptWriteParameters(request)
        request.accept("retry_on_conflict", "lang", "_source", "_source_includes", "_source_excludes")
        try request.rejectUnknown()
        let body = try await request.requiredBody()
        let operation = try UpdateBody.operation(body, id: request.path("id"), ifSequenceNumber: ifSequenceNumber)
        return try await apply(operation, to: request.path("index"))
    }

    @Sendable
    private func delete(_ request: APIRequest) async throws -> APIResponse {
        let ifSequenceNumber = try acceptWriteParameters(request)
        try request.rejectUnknown()
        let operation = DocumentOperation(.delete, id: request.path("id"), ifSequenceNumber: ifSequenceNumber)
        return try await apply(operation, to: request.path("index"))
    }

    private func stored(_ request: APIRequest) async throws -> StoredDocument? {
        request.accept("realtime", "refresh", "routing", "preference", "stored_fields", "version", "version_type")
        let filter = try sourceFilter(request)
        try request.rejectUnknown()
        let name = request.path("index")
        guard let index = store.index(named: name) else { throw IndexName.notFound(name) }
        let id = request.path("id")
        guard var document = try await pool.run({ try index.document(id) }) else { return nil }
        if filter.isOff {
            document.source = []
        } else if !filter.isEverything {
            document.source = filter.apply(to: try JSONValue(parsing: document.source)).serialized()
        }
        return document
    }

    /// `_source`, `_source_includes`, `_source_excludes` of the URI.
    func sourceFilter(_ request: APIRequest, default filter: SourceFilter = .everything) throws -> SourceFilter {
        var filter = filter
        switch request.string("_source") {
        case nil, "true": break
        case "false": filter.isOff = true
        default: filter.includes = request.list("_source")
        }
        let includes = request.list("_source_includes")
        let excludes = request.list("_source_excludes")
        if !includes.isEmpty { filter.includes = includes }
        if !excludes.isEmpty { filter.excludes = excludes }
        return filter
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> APIResponse {
        let document = try await stored(request)
        if request.request.method == .head {
            return APIResponse(status: document == nil ? .notFound : .ok, body: .none)
        }
        var writer = JSONWriter()
        Self.append(document, index: request.path("index"), id: request.path("id"), to: &writer)
        return .json(writer.bytes, status: document == nil ? .notFound : .ok)
    }

    private static func append(_ document: StoredDocument?, index: String, id: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("_index", index)
        writer.member("_id", id)
        if let document {
            writer.member("_version", Int(document.version))
            writer.member("_seq_no", Int(document.sequenceNumber))
            writer.member("_primary_term", 1)
            writer.member("found", true)
            if !document.source.isEmpty {
                writer.key("_source")
                writer.raw(document.source)
            }
        } else {
            writer.member("found", false)
        }
        writer.endObject()
    }

    @Sendable
    private func source(_ request: APIRequest) async throws -> APIResponse {
        let document = try await stored(request)
        if request.request.method == .head {
            return APIResponse(status: document == nil ? .notFound : .ok, body: .none)
        }
        guard let document else {
            throw APIError(
                .notFound,
                type: "resource_not_found_exception",
                reason: "Document not found [\(request.path("index"))]/[\(request.path("id"))]"
            )
        }
        return .json(document.source)
    }

    @Sendable
    private func multiGet(_ request: APIRequest) async throws -> APIResponse {
        request.accept("realtime", "refresh", "routing", "preference", "stored_fields")
        let filter = try sourceFilter(request)
        try request.rejectUnknown()
        let body = try await request.requiredBody().json
        let defaultIndex = request.hasIndex ? request.path("index") : nil
        var wanted: [(index: String, id: String)] = []
        for id in body["ids"]?.array ?? [] { wanted.append((defaultIndex ?? "", id.string ?? id.text)) }
        for entry in body["docs"]?.array ?? [] {
            let id = entry["_id"].map { $0.string ?? $0.text } ?? ""
            wanted.append((entry["_index"]?.string ?? defaultIndex ?? "", id))
        }
        guard !wanted.isEmpty else {
            throw APIError(
                .badRequest,
                type: "action_request_validation_exception",
                reason: "Validation Failed: 1: no documents to get;"
            )
        }
        let store = store
        let list = wanted
        let bytes = try await pool.run { () throws -> [UInt8] in
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("docs")
            writer.beginArray()
            for (name, id) in list {
                guard let index = store.index(named: name) else {
                    let error = APIError.describe(IndexName.notFound(name))
                    writer.value(["_index": .string(name), "_id": .string(id), "error": .object(error)])
                    continue
                }
                var document = try index.document(id)
                if let source = document?.source, !filter.isEverything {
                    let kept = filter.isOff ? [] : filter.apply(to: try JSONValue(parsing: source)).serialized()
                    document?.source = kept
                }
                Self.append(document, index: name, id: id, to: &writer)
            }
            writer.endArray()
            writer.endObject()
            return writer.bytes
        }
        return .json(bytes)
    }
}
