import Bytes
import LogStore

/// Reads aggregations that give a number.
enum MetricParsing {
    static func metric(_ type: String, _ node: BodyNode) throws(LogStoreError) -> Aggregation {
        var field: String?
        var missing: JSONValue?
        var format: DateFormat?
        var sigma = 2.0
        var percents = [1.0, 5, 25, 50, 75, 95, 99]
        var isKeyed = true
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "field": field = try value.string(type, key)
            case "missing": missing = try value.scalar(type, key)
            case "format": format = try? value.format(type, key)
            case "sigma" where type == "extended_stats":
                sigma = try value.double(type, key)
                guard sigma >= 0 else {
                    throw value.error(.illegalArgument, "[sigma] must be greater than or equal to 0. Found [\(sigma)]")
                }
            case "precision_threshold" where type == "cardinality":
                guard try value.int(type, key) >= 0 else {
                    throw value.error(.illegalArgument, "[precisionThreshold] must be greater than or equal to 0.")
                }
            case "rehash" where type == "cardinality", "execution_hint" where type == "cardinality": break
            case "percents" where type == "percentiles":
                percents = []
                for element in value.elements {
                    let percent = try element.double(type, key)
                    guard (0...100).contains(percent) else {
                        throw element.error(
                            .illegalArgument,
                            "percent must be in [0,100], got [\(percent)]: [percentiles]"
                        )
                    }
                    percents.append(percent)
                }
                percents.sort()
            case "keyed" where type == "percentiles": isKeyed = try value.bool(type, key)
            case "tdigest" where type == "percentiles", "hdr" where type == "percentiles":
                _ = try value.objectMembers(type)
            case "value_type" where type == "value_count": _ = try value.string(type, key)
            case "script": throw value.unsupported("[\(type)] script")
            default: throw value.unknownField(key, in: type)
            }
        }
        guard let field, !field.isEmpty else { throw AggregationParser.required("field, script", type, node) }
        let kind: MetricAggregation.Kind =
            switch type {
            case "avg": .avg
            case "sum": .sum
            case "min": .min
            case "max": .max
            case "value_count": .valueCount
            case "cardinality": .cardinality
            case "stats": .stats
            case "extended_stats": .extendedStats(sigma: sigma)
            default: .percentiles(percents, isKeyed: isKeyed)
            }
        return .metric(MetricAggregation(kind, field: field, missing: missing, format: format))
    }
}
