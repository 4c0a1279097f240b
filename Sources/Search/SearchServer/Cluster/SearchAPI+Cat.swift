import Bytes
import HTTPTypes
import LogStore
import ServiceKit

/// The `_cat` routes.
extension SearchAPI {
    @Sendable
    func catIndices(_ request: APIRequest) async throws -> APIResponse {
        request.accept("pri", "include_unloaded_segments", "time")
        let unit = request.string("bytes")
        let health = request.string("health")
        let indices = try store.resolve(request.path("index"), try request.indexOptions())
        var table = CatTable(columns: [
            .init(name: "health", aliases: ["h"], description: "current health status"),
            .init(name: "status", aliases: ["s"], description: "open/close status"),
            .init(name: "index", aliases: ["i", "idx"], description: "index name"),
            .init(name: "uuid", aliases: ["id"], description: "index uuid"),
            .init(
                name: "pri",
                aliases: ["p", "shards.primary"],
                description: "number of primary shards",
                isRight: true
            ),
            .init(
                name: "rep",
                aliases: ["r", "shards.replica"],
                description: "number of replica shards",
                isRight: true
            ),
            .init(name: "docs.count", aliases: ["dc", "docsCount"], description: "available docs", isRight: true),
            .init(name: "docs.deleted", aliases: ["dd", "docsDeleted"], description: "deleted docs", isRight: true),
            .init(
                name: "creation.date",
                aliases: ["cd"],
                description: "index creation date (millisecond value)",
                isHidden: true
            ),
            .init(
                name: "creation.date.string",
                aliases: ["cds"],
                description: "index creation date (as string)",
                isHidden: true
            ),
            .init(name: "store.size", aliases: ["ss", "storeSize"], description: "store size", isRight: true),
            .init(name: "pri.store.size", description: "store size of primaries", isRight: true),
            .init(name: "dataset.size", description: "total size of dataset", isRight: true),
        ])
        if health == nil || health == "green" {
            for index in indices {
                let statistics = index.statistics
                let size = try CatTable.size(statistics.storeBytes, unit: unit)
                table.rows.append([
                    "green", "open", index.name, index.uuid, "1", "0", String(statistics.documents),
                    String(statistics.deletedDocuments), String(index.created.milliseconds), index.created.rfc3339(),
                    size, size, size,
                ])
            }
        }
        return try table.response(to: request)
    }

    @Sendable
    func catHealth(_ request: APIRequest) async throws -> APIResponse {
        request.accept("time")
        let now = Timestamp.now()
        let shards = String(store.all.count)
        let names = [
            "epoch", "timestamp", "cluster", "status", "node.total", "node.data", "shards", "pri", "relo", "init",
            "unassign", "pending_tasks", "max_task_wait_time", "active_shards_percent",
        ]
        var table = CatTable(columns: names.map { .init(name: $0, description: $0, isRight: $0 != "cluster") })
        table.rows = [
            [
                String(now.milliseconds / 1000), String(now.rfc3339(fractionDigits: 0).dropFirst(11).prefix(8)),
                identity.clusterName, "green", "1", "1", shards, shards, "0", "0", "0", "0", "-", "100.0%",
            ]
        ]
        return try table.response(to: request)
    }

    @Sendable
    func catCount(_ request: APIRequest) async throws -> APIResponse {
        let indices = try store.resolve(request.path("index"), try request.indexOptions())
        let now = Timestamp.now()
        var table = CatTable(columns: ["epoch", "timestamp", "count"].map { .init(name: $0, description: $0) })
        let count = indices.reduce(0) { $0 + $1.documentCount }
        table.rows = [
            [
                String(now.milliseconds / 1000), String(now.rfc3339(fractionDigits: 0).dropFirst(11).prefix(8)),
                String(count),
            ]
        ]
        return try table.response(to: request)
    }
}
