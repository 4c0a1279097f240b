import Bytes
public import LogStore

/// Reads `aggs`.
public struct AggregationParser {
    /// How deep aggregations may be in one another.
    private static let nestingLimit = 20

    public static func parse(_ node: BodyNode) throws(LogStoreError) -> [NamedAggregation] {
        try aggregations(node, depth: 1)
    }

    private static func aggregations(_ node: BodyNode, depth: Int) throws(LogStoreError) -> [NamedAggregation] {
        guard depth <= nestingLimit else {
            throw node.error(.illegalArgument, "aggregations are nested more than \(nestingLimit) deep")
        }
        guard node.kind == .object else { throw node.parsing("Unexpected token \(node.tokenName) in [aggs].") }
        var result: [NamedAggregation] = []
        for (name, value) in node.members {
            guard !name.isEmpty, !name.contains(where: { "[]>".contains($0) }) else {
                throw value.parsing(
                    "Invalid aggregation name [\(name)]. Aggregation names can contain any character except '[', ']', "
                        + "and '>'"
                )
            }
            guard !result.contains(where: { $0.name == name }) else {
                throw value.error(.illegalArgument, "Two sibling aggregations cannot have the same name: [\(name)]")
            }
            result.append(try aggregation(name, value, depth))
        }
        return result
    }

    private static func aggregation(
        _ name: String,
        _ node: BodyNode,
        _ depth: Int
    ) throws(LogStoreError) -> NamedAggregation {
        guard node.kind == .object else {
            throw node.parsing(
                "Aggregation definition for [\(name) starts with a [\(node.tokenName)], expected a [START_OBJECT]."
            )
        }
        var found: (type: String, aggregation: Aggregation)?
        var children: [NamedAggregation] = []
        var meta: JSONValue?
        for (key, value) in node.members {
            switch key {
            case "aggs", "aggregations": children = try aggregations(value, depth: depth + 1)
            case "meta": meta = value.json
            default:
                if let found {
                    throw value.parsing(
                        "Found two aggregation type definitions in [\(name)]: [\(found.type)] and [\(key)]"
                    )
                }
                found = (key, try aggregation(type: key, value))
            }
        }
        guard let found else { throw node.parsing("Missing definition for aggregation [\(name)]") }
        guard children.isEmpty || !found.aggregation.isMetric else {
            throw node.error(
                .aggregationInitialization,
                "Aggregator [\(name)] of type [\(found.type)] cannot accept sub-aggregations"
            )
        }
        try checkOrder(found.aggregation, children, node)
        return NamedAggregation(name, found.aggregation, children: children, meta: meta)
    }

    private static func aggregation(type: String, _ node: BodyNode) throws(LogStoreError) -> Aggregation {
        switch type {
        case "terms": return try BucketParsing.terms(node)
        case "date_histogram": return try HistogramParsing.dateHistogram(node)
        case "histogram": return try HistogramParsing.histogram(node)
        case "range", "date_range": return try BucketParsing.range(type, node)
        case "filter": return .filter(try QueryParser.parse(node))
        case "filters": return try BucketParsing.filters(node)
        case "missing":
            var field: String?
            for (key, value) in try node.objectMembers(type) {
                guard key == "field" else { throw value.unknownField(key, in: type) }
                field = try value.string(type, key)
            }
            guard let field else { throw required("field", type, node) }
            return .missing(field: field)
        case "avg", "sum", "min", "max", "value_count", "cardinality", "stats", "extended_stats", "percentiles":
            return try MetricParsing.metric(type, node)
        default:
            let place = node.place
            throw node.error(
                .parsing,
                "Unknown aggregation type [\(type)]",
                cause: LogStoreError(.namedObjectNotFound, "[\(place.line):\(place.column)] unknown field [\(type)]")
            )
        }
    }

    static func required(_ key: String, _ type: String, _ node: BodyNode) -> LogStoreError {
        node.error(.illegalArgument, "Required one of fields [\(key)], but none were specified. ")
    }

    /// An order by a metric needs a child of that name.
    private static func checkOrder(
        _ aggregation: Aggregation,
        _ children: [NamedAggregation],
        _ node: BodyNode
    ) throws(LogStoreError) {
        let orders: [BucketOrder]
        switch aggregation {
        case .terms(let terms): orders = terms.order
        case .dateHistogram(let histogram): orders = [histogram.order]
        case .histogram(let histogram): orders = [histogram.order]
        default: return
        }
        for order in orders {
            guard case .metric(let name, _) = order.subject else { continue }
            guard children.contains(where: { $0.name == name }) else {
                throw node.error(
                    .aggregationInitialization,
                    "Invalid aggregation order path [\(name)]. The provided aggregation [\(name)] either does not "
                        + "exist, or is a pipeline aggregation and cannot be used to sort the buckets."
                )
            }
        }
    }

    /// `{"_count": "desc"}`, or an array of such.
    static func order(_ node: BodyNode, _ context: String) throws(LogStoreError) -> [BucketOrder] {
        var orders: [BucketOrder] = []
        for element in node.elements {
            let members = try element.objectMembers(context)
            guard members.count == 1, let (path, value) = members.first else {
                throw element.parsing("Must specify at least one field for [order]")
            }
            let direction = try value.string(context, "order").lowercased()
            guard direction == "asc" || direction == "desc" else {
                throw value.parsing("Unknown order direction [\(direction)]")
            }
            orders.append(BucketOrder(subject(path), isAscending: direction == "asc"))
        }
        return orders
    }

    private static func subject(_ path: String) -> BucketOrder.Subject {
        switch path {
        case "_count": return .count
        case "_key", "_term", "_time": return .key
        default: break
        }
        if path.hasSuffix("]"), let open = path.firstIndex(of: "[") {
            return .metric(String(path[..<open]), String(path[path.index(after: open)...].dropLast()))
        }
        guard let dot = path.firstIndex(of: ".") else { return .metric(path, nil) }
        return .metric(String(path[..<dot]), String(path[path.index(after: dot)...]))
    }
}
