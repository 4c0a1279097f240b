import Bytes
import HTTPTypes
import LogStore
import ServiceKit

/// Routes about the server itself.
extension SearchAPI {
    func addClusterRoutes(to router: AppRouter) {
        add(router, [.get], "/") { request in
            try request.rejectUnknown()
            return .json(identity.json)
        }
        add(router, [.head], "/") { _ in APIResponse(body: .none) }
        add(router, [.get], "/_cluster/health", "/_cluster/health/{index}", handler: clusterHealth)
        add(router, [.get], "/_cluster/settings") { request in
            request.accept("include_defaults", "flat_settings", "master_timeout", "timeout")
            try request.rejectUnknown()
            return .json(["persistent": [:], "transient": [:]])
        }
        add(router, [.get], "/_nodes", "/_nodes/http", "/_nodes/_all", "/_nodes/_local", handler: nodes)
        add(router, [.get], "/_license") { request in
            request.accept("human", "local", "accept_enterprise")
            try request.rejectUnknown()
            return .json(license)
        }
        add(router, [.get], "/_stats", "/{index}/_stats", handler: statistics)
        add(router, [.get], "/_cat/indices", "/_cat/indices/{index}", handler: catIndices)
        add(router, [.get], "/_cat/health", handler: catHealth)
        add(router, [.get], "/_cat/count", "/_cat/count/{index}", handler: catCount)
    }

    /// Shippers ask whether there is one that is active.
    private var license: JSONValue {
        [
            "license": [
                "status": "active", "uid": .string(identity.clusterUUID), "type": "basic",
                "issued_to": .string(identity.clusterName), "issuer": "elasticsearch", "start_date_in_millis": -1,
            ]
        ]
    }

    @Sendable
    private func clusterHealth(_ request: APIRequest) async throws -> APIResponse {
        // The one node is green as soon as it answers, so there is nothing to wait for.
        request.accept("wait_for_status", "timeout", "master_timeout", "level", "local", "wait_for_nodes")
        request.accept("wait_for_active_shards", "wait_for_no_relocating_shards", "wait_for_no_initializing_shards")
        request.accept("wait_for_events")
        let indices = try store.resolve(request.path("index"), try request.indexOptions())
        try request.rejectUnknown()
        let shards = JSONValue.integer(Int64(indices.count))
        return .json([
            "cluster_name": .string(identity.clusterName), "status": "green", "timed_out": false,
            "number_of_nodes": 1, "number_of_data_nodes": 1, "active_primary_shards": shards,
            "active_shards": shards, "relocating_shards": 0, "initializing_shards": 0, "unassigned_shards": 0,
            "unassigned_primary_shards": 0, "delayed_unassigned_shards": 0, "number_of_pending_tasks": 0,
            "number_of_in_flight_fetch": 0, "task_max_waiting_in_queue_millis": 0,
            "active_shards_percent_as_number": .double(100),
        ])
    }

    @Sendable
    private func nodes(_ request: APIRequest) async throws -> APIResponse {
        request.accept("timeout", "flat_settings")
        try request.rejectUnknown()
        let bound = address.value ?? configuration.listenAddress
        let address = bound.description
        let node: JSONValue = [
            "name": .string(identity.nodeName), "transport_address": .string(address),
            "host": .string(bound.host), "ip": .string(bound.host),
            "version": .string(NodeIdentity.version), "build_flavor": "default", "build_type": "tar",
            "build_hash": "martlet", "roles": ["data", "ingest", "master"],
            "http": [
                "bound_address": [.string(address)], "publish_address": .string(address),
                "max_content_length_in_bytes": .integer(Int64(configuration.maxContentBytes)),
            ],
        ]
        return .json([
            "_nodes": ["total": 1, "successful": 1, "failed": 0],
            "cluster_name": .string(identity.clusterName),
            "nodes": .object(JSONObject([(key: NodeIdentity.nodeID, value: node)])),
        ])
    }

    @Sendable
    private func statistics(_ request: APIRequest) async throws -> APIResponse {
        request.accept("level", "metric", "forbid_closed_indices", "include_segment_file_sizes")
        let indices = try store.resolve(request.path("index"), try request.indexOptions())
        try request.rejectUnknown()
        func json(_ statistics: [LogIndex.Statistics]) -> JSONValue {
            func sum(_ value: (LogIndex.Statistics) -> Int) -> JSONValue {
                .integer(Int64(statistics.reduce(0) { $0 + value($1) }))
            }
            return [
                "docs": ["count": sum { $0.documents }, "deleted": sum { $0.deletedDocuments }],
                "store": [
                    "size_in_bytes": sum { $0.storeBytes }, "total_data_set_size_in_bytes": sum { $0.storeBytes },
                ],
                "segments": ["count": sum { $0.segments }, "memory_in_bytes": sum { $0.memoryBytes }],
            ]
        }
        let all = indices.map { ($0, $0.statistics) }
        let total = json(all.map { $0.1 })
        var each = JSONObject()
        for (index, statistics) in all {
            let one = json([statistics])
            each.append(index.name, ["uuid": .string(index.uuid), "primaries": one, "total": one])
        }
        let count = JSONValue.integer(Int64(indices.count))
        return .json([
            "_shards": ["total": count, "successful": count, "failed": 0],
            "_all": ["primaries": total, "total": total],
            "indices": .object(each),
        ])
    }
}
