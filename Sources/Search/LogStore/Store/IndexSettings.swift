public import Bytes

/// The settings of an index that change what the store does, and those that are only kept and shown.
public struct IndexSettings: Sendable, Equatable {
    /// When a write is acknowledged: `index.translog.durability`.
    public enum Durability: String, Sendable {
        /// Once it is on the device.
        case request
        /// Once the kernel has it.
        case async
    }

    public private(set) var durability = Durability.request
    public private(set) var fieldLimit = DocumentLimits.fields
    /// `index.max_result_window`.
    public private(set) var resultWindow = 10_000
    /// All settings as they were put, with whole names (`index.number_of_replicas`), values as strings.
    public private(set) var values: [String: String] = ["index.number_of_shards": "1", "index.number_of_replicas": "1"]

    /// Settings that are accepted and change nothing: there is one shard, no replica, and no refresh to wait for.
    private static let inert: Set<String> = [
        "index.number_of_shards", "index.number_of_replicas", "index.refresh_interval", "index.auto_expand_replicas",
        "index.codec", "index.translog.sync_interval", "index.translog.flush_threshold_size", "index.hidden",
        "index.lifecycle.name", "index.lifecycle.rollover_alias", "index.mode", "index.query.default_field",
        "index.mapping.ignore_malformed", "index.mapping.coerce", "index.mapping.depth.limit", "index.priority",
        "index.mapping.nested_fields.limit", "index.mapping.field_name_length.limit", "index.gc_deletes",
        "index.search.idle.after", "index.unassigned.node_left.delayed_timeout", "index.max_docvalue_fields_search",
        "index.max_inner_result_window", "index.routing.allocation.include._tier_preference",
        "index.highlight.max_analyzed_offset",
    ]

    public init() {}

    /// Takes over settings in any of Elasticsearch's forms: nested or with dots, with or without `index`. A null takes
    /// a setting back.
    public mutating func merge(_ settings: JSONValue) throws(LogStoreError) {
        var flat: [(String, JSONValue)] = []
        guard case .object = settings else {
            throw LogStoreError(.parse, "Failed to parse settings: expected an object")
        }
        Self.flatten(settings, "", into: &flat)
        var merged = self
        for (key, value) in flat {
            let name = key.hasPrefix("index.") ? key : "index." + key
            try merged.set(name, value)
        }
        self = merged
    }

    private static func flatten(_ value: JSONValue, _ path: String, into flat: inout [(String, JSONValue)]) {
        if case .object(let object) = value {
            for (key, inner) in object { flatten(inner, path.isEmpty ? key : path + "." + key, into: &flat) }
        } else {
            flat.append((path, value))
        }
    }

    private mutating func set(_ name: String, _ value: JSONValue) throws(LogStoreError) {
        let text = value.string ?? value.text
        if value.isNull {
            let fresh = IndexSettings()
            values[name] = fresh.values[name]
            switch name {
            case "index.translog.durability": durability = fresh.durability
            case "index.mapping.total_fields.limit": fieldLimit = fresh.fieldLimit
            case "index.max_result_window": resultWindow = fresh.resultWindow
            default: break
            }
            return
        }
        switch name {
        case "index.translog.durability":
            guard let found = Durability(rawValue: text.lowercased()) else {
                throw LogStoreError(.illegalArgument, "No enum constant for setting [\(name)]: [\(text)]")
            }
            durability = found
        case "index.mapping.total_fields.limit":
            fieldLimit = try Self.number(name, text, in: 1...DocumentLimits.mostFields)
        case "index.max_result_window":
            resultWindow = try Self.number(name, text, in: 1...1_000_000)
        case _ where Self.inert.contains(name): break
        default:
            throw LogStoreError(
                .illegalArgument,
                "unknown setting [\(name)] please check that any required plugins are installed, or check the "
                    + "breaking changes documentation for removed settings"
            )
        }
        values[name] = text
    }

    private static func number(
        _ name: String,
        _ text: String,
        in range: ClosedRange<Int>
    ) throws(LogStoreError) -> Int {
        guard let number = Int(text) else {
            throw LogStoreError(.illegalArgument, "Failed to parse value [\(text)] for setting [\(name)]")
        }
        guard range.contains(number) else {
            let bound = number < range.lowerBound ? ">= \(range.lowerBound)" : "<= \(range.upperBound)"
            throw LogStoreError(
                .illegalArgument,
                "Failed to parse value [\(text)] for setting [\(name)] must be \(bound)"
            )
        }
        return number
    }

    /// The settings as one flat object, names sorted.
    public var json: JSONValue {
        .object(JSONObject(values.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) }))
    }
}
