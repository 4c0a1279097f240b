import Bytes
import LogStore

/// The answer of `_field_caps`: for each field its types over all indices.
struct FieldCapabilities {
    let patterns: [String]
    /// Empty: all.
    let types: Set<String>
    let includesMetadata: Bool
    let includesParents: Bool

    private struct Capability {
        var isMetadata = false
        var isSearchable: Bool
        var isAggregatable: Bool
        var indices: [String]
    }

    /// The metadata fields that every index has, with their types.
    private static let metadata: [(name: String, type: String, aggregates: Bool, searches: Bool)] = [
        ("_id", "_id", false, true), ("_index", "_index", true, true), ("_source", "_source", false, false),
        ("_seq_no", "_seq_no", true, true), ("_version", "_version", true, false),
    ]

    func json(_ indices: [LogIndex]) -> JSONValue {
        var found: [String: [String: Capability]] = [:]
        func add(_ name: String, _ type: String, _ capability: Capability) {
            guard types.isEmpty || types.contains(type), patterns.contains(where: { WildcardName.matches($0, name) })
            else { return }
            if found[name]?[type] != nil {
                found[name]![type]!.indices += capability.indices
            } else {
                found[name, default: [:]][type] = capability
            }
        }
        for index in indices {
            let mapping = index.mapping
            for field in mapping.fields {
                add(
                    field.name,
                    field.typeName,
                    Capability(
                        isSearchable: field.isIndexed,
                        isAggregatable: field.isIndexed && field.type != .text,
                        indices: [index.name]
                    )
                )
            }
            if includesParents {
                for object in mapping.objects where mapping.field(named: object) == nil {
                    add(
                        object,
                        "object",
                        Capability(isSearchable: false, isAggregatable: false, indices: [index.name])
                    )
                }
            }
            if includesMetadata {
                for entry in Self.metadata {
                    add(
                        entry.name,
                        entry.type,
                        Capability(
                            isMetadata: true,
                            isSearchable: entry.searches,
                            isAggregatable: entry.aggregates,
                            indices: [index.name]
                        )
                    )
                }
            }
        }
        var fields = JSONObject()
        for (name, types) in found.sorted(by: { $0.key < $1.key }) {
            var object = JSONObject()
            for (type, capability) in types.sorted(by: { $0.key < $1.key }) {
                var inner: JSONObject = [
                    "type": .string(type), "metadata_field": .bool(capability.isMetadata),
                    "searchable": .bool(capability.isSearchable), "aggregatable": .bool(capability.isAggregatable),
                ]
                if types.count > 1 { inner.append("indices", .array(capability.indices.map { .string($0) })) }
                object.append(type, .object(inner))
            }
            fields.append(name, .object(object))
        }
        return ["indices": .array(indices.map { .string($0.name) }), "fields": .object(fields)]
    }
}
