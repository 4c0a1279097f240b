import Bytes
import LogStore

/// Reads `terms`, `range`, `date_range` and `filters`.
enum BucketParsing {
    static func terms(_ node: BodyNode) throws(LogStoreError) -> Aggregation {
        let type = "terms"
        var terms = TermsAggregation(field: "")
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "field": terms.field = try value.string(type, key)
            case "size":
                terms.size = try value.int(type, key)
                guard terms.size > 0 else {
                    throw value.error(
                        .illegalArgument,
                        "[size] must be greater than 0. Found [\(terms.size)] in [terms]"
                    )
                }
            case "order": terms.order = try AggregationParser.order(value, type)
            case "min_doc_count":
                terms.minimumCount = try value.int(type, key)
                guard terms.minimumCount >= 0 else {
                    throw value.error(
                        .illegalArgument,
                        "[min_doc_count] must be greater than or equal to 0. Found [\(terms.minimumCount)] in [terms]"
                    )
                }
            case "missing": terms.missing = try value.scalar(type, key)
            case "include": terms.include = try selection(value, key)
            case "exclude": terms.exclude = try selection(value, key)
            case "format": terms.format = try? value.format(type, key)
            // With one shard these change nothing.
            case "shard_size", "shard_min_doc_count": _ = try value.int(type, key)
            case "show_term_doc_count_error": _ = try value.bool(type, key)
            case "execution_hint", "collect_mode", "value_type": _ = try value.string(type, key)
            case "script": throw value.unsupported("[terms] script")
            default: throw value.unknownField(key, in: type)
            }
        }
        guard !terms.field.isEmpty else { throw AggregationParser.required("field, script", type, node) }
        return .terms(terms)
    }

    private static func selection(_ node: BodyNode, _ key: String) throws(LogStoreError) -> TermsAggregation.Selection {
        switch node.kind {
        case .array:
            var values: [JSONValue] = []
            for element in node.elements { values.append(try element.scalar("terms", key)) }
            return .values(values)
        case .object: throw node.unsupported("[terms] partition")
        default: return .expression(try node.string("terms", key))
        }
    }

    static func range(_ type: String, _ node: BodyNode) throws(LogStoreError) -> Aggregation {
        var range = RangeAggregation(field: "", ranges: [], isDate: type == "date_range")
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "field": range.field = try value.string(type, key)
            case "ranges":
                for element in value.elements {
                    var bounds = RangeAggregation.Bounds(key: nil, from: nil, to: nil)
                    for (name, inner) in try element.objectMembers(type) {
                        switch name {
                        case "key": bounds.key = try inner.string(type, name)
                        case "from" where inner.kind != .null: bounds.from = try inner.scalar(type, name)
                        case "to" where inner.kind != .null: bounds.to = try inner.scalar(type, name)
                        case "from", "to": break
                        default: throw inner.unknownField(name, in: type)
                        }
                    }
                    range.ranges.append(bounds)
                }
            case "keyed": range.isKeyed = try value.bool(type, key)
            case "missing": range.missing = try value.scalar(type, key)
            case "format" where range.isDate: range.format = try value.format(type, key)
            case "time_zone" where range.isDate: range.zone = try value.zone(type, key)
            case "script": throw value.unsupported("[\(type)] script")
            default: throw value.unknownField(key, in: type)
            }
        }
        guard !range.field.isEmpty else { throw AggregationParser.required("field, script", type, node) }
        guard !range.ranges.isEmpty else {
            throw node.error(.illegalArgument, "No [ranges] specified for the [\(type)] aggregation")
        }
        return .range(range)
    }

    static func filters(_ node: BodyNode) throws(LogStoreError) -> Aggregation {
        let type = "filters"
        var filters = FiltersAggregation([], otherName: nil, isKeyed: true)
        var wantsOther = false
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "filters":
                if value.kind == .object {
                    for (name, inner) in value.members {
                        filters.filters.append((name, try QueryParser.parse(inner)))
                    }
                } else {
                    filters.isKeyed = false
                    for element in value.elements { filters.filters.append((nil, try QueryParser.parse(element))) }
                }
            case "other_bucket": wantsOther = try value.bool(type, key)
            case "other_bucket_key":
                filters.otherName = try value.string(type, key)
                wantsOther = true
            case "keyed": filters.isKeyed = try value.bool(type, key)
            default: throw value.unknownField(key, in: type)
            }
        }
        if wantsOther { filters.otherName = filters.otherName ?? "_other_" }
        guard !filters.filters.isEmpty else {
            throw node.error(.illegalArgument, "[filters] cannot be empty")
        }
        return .filters(filters)
    }
}
