import Bytes
import HTTPTypes
import HummingbirdCore
import LogStore
import QueryDSL
import ServiceKit
import Telemetry

/// Routes that find documents.
extension SearchAPI {
    func addSearchRoutes(to router: AppRouter) {
        add(router, [.get, .post], "/_search", "/{index}/_search", handler: search)
        add(router, [.get, .post], "/_msearch", "/{index}/_msearch", handler: multiSearch)
        add(router, [.get, .post], "/_count", "/{index}/_count", handler: count)
    }

    @Sendable
    private func search(_ request: APIRequest) async throws -> APIResponse {
        request.accept("preference", "routing", "search_type", "request_cache", "batched_reduce_size", "typed_keys")
        request.accept("max_concurrent_shard_requests", "pre_filter_shard_size", "ccs_minimize_roundtrips")
        request.accept("allow_partial_search_results", "stats", "force_synthetic_source")
        guard try request.bool("typed_keys") != true else { throw unsupported("typed_keys") }
        if request.has("scroll") { throw unsupported("scroll") }
        let parsed = try await request.body()
        var body = try shardErrors(request.path("index")) { () throws in
            var body = try parsed.map { try SearchBody(parsing: $0.root) } ?? SearchBody()
            try applyParameters(request, to: &body)
            return body
        }
        let totalAsInteger = try request.bool("rest_total_hits_as_int") ?? false
        if totalAsInteger, body.totalHits == nil { body.totalHits = .exact }
        let timeout = try request.duration("timeout")
        let options = try request.indexOptions()
        try request.rejectUnknown()
        let indices = try store.resolve(request.path("index"), options)
        let runner = SearchRunner(
            store: store,
            indices: indices,
            body: body,
            totalAsInteger: totalAsInteger,
            timeout: timeout
        )
        return .json(try await run(runner))
    }

    /// Elasticsearch reads query strings on the shards, so what is wrong with them is an error of the shards.
    private func shardErrors<Value>(_ expression: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LogStoreError where error.kind == .queryShard {
            throw APIError.searchPhase(error, indices: (try? store.resolve(expression)) ?? [])
        }
    }

    private func unsupported(_ name: String) -> APIError {
        APIError(.badRequest, type: "illegal_argument_exception", reason: "[\(name)] is not supported")
    }

    private func run(_ runner: SearchRunner) async throws -> [UInt8] {
        metrics.searches.increment()
        let metrics = metrics
        return try await pool.run {
            let start = ContinuousClock.now
            defer { metrics.searchDuration.observe(start.duration(to: .now)) }
            return try runner.run(now: .now())
        }
    }

    /// What the URI says of a search comes before the body.
    private func applyParameters(_ request: APIRequest, to body: inout SearchBody) throws {
        if let query = try uriQuery(request) { body.query = query }
        if let from = try request.int("from") { body.from = from }
        if let size = try request.int("size") { body.size = size }
        guard body.from >= 0, body.size >= 0 else {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "[from] and [size] parameters cannot be negative"
            )
        }
        if let sort = request.string("sort") { body.sort = try SortParser.parse(sort) }
        switch request.string("track_total_hits") {
        case nil: break
        case "true", "": body.totalHits = .exact
        case "false": body.totalHits = SearchRequest.TotalHits.none
        default: body.totalHits = .upTo(max(0, try request.int("track_total_hits") ?? 0))
        }
        if let flag = try request.bool("track_scores") { body.tracksScores = flag }
        if let flag = try request.bool("version") { body.showsVersion = flag }
        if let flag = try request.bool("seq_no_primary_term") { body.showsSequenceNumber = flag }
        if let count = try request.int("terminate_after") { body.terminateAfter = max(0, count) }
        body.source = try sourceFilter(request, default: body.source)
        body.columnFields += request.list("docvalue_fields").map { FieldRequest($0) }
        request.accept("stored_fields")
        if try request.bool("explain") == true { throw unsupported("explain") }
    }

    /// `q` with what belongs to it.
    private func uriQuery(_ request: APIRequest) throws -> Query? {
        var options = LuceneOptions()
        if let field = request.string("df") { options.fields = [.init(field)] }
        options.requiresAll = request.string("default_operator")?.lowercased() == "and"
        options.isLenient = try request.bool("lenient")
        request.accept("analyzer", "analyze_wildcard")
        return try request.string("q").map { try LuceneParser.parse($0, options) }
    }

    @Sendable
    private func count(_ request: APIRequest) async throws -> APIResponse {
        request.accept("preference", "routing", "min_score", "terminate_after")
        let parsed = try await request.body()
        let query = try shardErrors(request.path("index")) { () throws in
            try uriQuery(request) ?? parsed.map { try SearchBody.countQuery($0.root) } ?? .matchAll
        }
        let options = try request.indexOptions()
        try request.rejectUnknown()
        let indices = try store.resolve(request.path("index"), options)
        let total = try await pool.run { () throws -> Int in
            do throws(LogStoreError) {
                return try Searcher.count(query, in: indices.map { $0.snapshot() }, now: .now())
            } catch {
                throw APIError.searchPhase(error, indices: indices)
            }
        }
        return .json(["count": .integer(Int64(total)), "_shards": SearchRunner.shards(indices.count)])
    }

    // MARK: - Several at once

    /// `max_concurrent_searches` of one request do not matter here: they run one after another, and others' in between.
    private static let multiSearchLimit = 1000

    @Sendable
    private func multiSearch(_ request: APIRequest) async throws -> APIResponse {
        request.accept(
            "max_concurrent_searches",
            "max_concurrent_shard_requests",
            "pre_filter_shard_size",
            "typed_keys"
        )
        request.accept("search_type", "ccs_minimize_roundtrips", "routing", "ignore_throttled")
        let totalAsInteger = try request.bool("rest_total_hits_as_int") ?? false
        let options = try request.indexOptions()
        try request.rejectUnknown()
        try MediaType.checkContent(of: request.request, isLines: true)
        let bytes = try await request.bodyBytes()
        guard bytes.last == 10 || bytes.isEmpty else {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "The msearch request must be terminated by a newline [\\n]"
            )
        }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map(Array.init)
        guard !lines.isEmpty, lines.count % 2 == 0 else {
            throw APIError(
                .badRequest,
                type: "action_request_validation_exception",
                reason: "Validation Failed: 1: no requests added;"
            )
        }
        guard lines.count / 2 <= Self.multiSearchLimit else {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "a _msearch of \(lines.count / 2) searches exceeds the limit of \(Self.multiSearchLimit)"
            )
        }
        let start = ContinuousClock.now
        var writer = JSONWriter()
        writer.beginArray()
        for position in stride(from: 0, to: lines.count, by: 2) {
            writer.raw(
                try await one(
                    header: lines[position],
                    body: lines[position + 1],
                    request: request,
                    options: options,
                    totalAsInteger: totalAsInteger
                )
            )
        }
        writer.endArray()
        var answer = JSONWriter(reservingCapacity: writer.bytes.count + 64)
        answer.beginObject()
        answer.member("took", start.duration(to: .now).milliseconds)
        answer.key("responses")
        answer.raw(writer.bytes)
        answer.endObject()
        return .json(answer.bytes)
    }

    /// One search of several, with its status; its errors are part of the answer.
    private func one(
        header: [UInt8],
        body: [UInt8],
        request: APIRequest,
        options: IndexOptions,
        totalAsInteger: Bool
    ) async throws -> [UInt8] {
        // A header that cannot be read is an error of the whole request, as in Elasticsearch.
        let header = try MultiSearchHeader(header, default: request.path("index"), options)
        do {
            var body = try shardErrors(header.index) { () throws in
                try SearchBody(parsing: try JSONBody(parsing: body).root)
            }
            if totalAsInteger, body.totalHits == nil { body.totalHits = .exact }
            let indices = try store.resolve(header.index, header.options)
            var bytes = try await run(
                SearchRunner(store: store, indices: indices, body: body, totalAsInteger: totalAsInteger)
            )
            bytes.removeLast()
            bytes.append(contentsOf: ",\"status\":200}".utf8)
            return bytes
        } catch {
            let failure = ResponseErrors.apiError(error, request.request)
            guard failure.status.code < 500 || failure.status == .internalServerError else { throw error }
            return failure.body.serialized()
        }
    }
}

/// The first of the two lines of a search in a `_msearch`.
struct MultiSearchHeader {
    var index: String
    var options: IndexOptions

    init(_ bytes: [UInt8], default index: String, _ options: IndexOptions) throws(LogStoreError) {
        self.index = index
        self.options = options
        if bytes.allSatisfy({ $0 <= 32 }) { return }
        let body = try JSONBody(parsing: bytes)
        guard case .object(let object) = body.json else {
            throw LogStoreError(.illegalArgument, "a _msearch header must be an object, found [\(body.json.text)]")
        }
        for (key, value) in object {
            switch key {
            case "index", "indices":
                switch value {
                case .array(let names): self.index = names.compactMap(\.string).joined(separator: ",")
                case .null: break
                default: self.index = value.string ?? value.text
                }
            case "ignore_unavailable": self.options.ignoreUnavailable = value.lenientBool ?? false
            case "allow_no_indices": self.options.allowNoIndices = value.lenientBool ?? true
            case "search_type", "preference", "routing", "request_cache", "expand_wildcards", "ignore_throttled",
                "allow_partial_search_results", "ccs_minimize_roundtrips", "max_concurrent_shard_requests", "type":
                break
            default: throw LogStoreError(.illegalArgument, "key [\(key)] is not supported in the metadata section")
            }
        }
    }
}
