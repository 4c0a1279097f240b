import Bytes

/// What this server says it is.
struct NodeIdentity: Sendable {
    /// The version of Elasticsearch whose API is spoken.
    static let version = "8.19.0"
    static let nodeID = "martlet-search-node-01"

    let clusterName: String
    let clusterUUID: String
    let nodeName: String

    /// The answer to `GET /`.
    var json: JSONValue {
        [
            "name": .string(nodeName),
            "cluster_name": .string(clusterName),
            "cluster_uuid": .string(clusterUUID),
            "version": [
                "number": .string(Self.version), "build_flavor": "default", "build_type": "tar",
                "build_hash": "martlet", "build_date": "2026-01-01T00:00:00.000000000Z", "build_snapshot": false,
                "lucene_version": "9.12.2", "minimum_wire_compatibility_version": "7.17.0",
                "minimum_index_compatibility_version": "7.0.0",
            ],
            "tagline": "You Know, for Search",
        ]
    }
}
