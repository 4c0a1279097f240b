import Bytes
import LogStore

/// Reads `date_histogram` and `histogram`.
enum HistogramParsing {
    static func dateHistogram(_ node: BodyNode) throws(LogStoreError) -> Aggregation {
        let type = "date_histogram"
        var histogram = DateHistogramAggregation(field: "", interval: .fixed(1))
        var hasInterval = false
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "field": histogram.field = try value.string(type, key)
            case "fixed_interval", "calendar_interval":
                guard !hasInterval else {
                    throw value.error(
                        .illegalArgument,
                        "Cannot use [\(key)] with another interval configuration option."
                    )
                }
                let text = try value.string(type, key)
                histogram.interval =
                    key == "fixed_interval" ? .fixed(try fixed(text, value)) : try calendar(text, value)
                hasInterval = true
            case "time_zone": histogram.zone = try value.zone(type, key)
            case "offset": histogram.offset = try offset(try value.string(type, key), value)
            case "min_doc_count":
                histogram.minimumCount = try value.int(type, key)
                guard histogram.minimumCount >= 0 else {
                    throw value.error(
                        .illegalArgument,
                        "[minDocCount] must be greater than or equal to 0. Found [\(histogram.minimumCount)] in "
                            + "[date_histogram]"
                    )
                }
            case "extended_bounds": histogram.extendedBounds = try bounds(value, key)
            case "hard_bounds": histogram.hardBounds = try bounds(value, key)
            case "format": histogram.format = try value.format(type, key)
            case "missing": histogram.missing = try value.scalar(type, key)
            case "keyed": histogram.isKeyed = try value.bool(type, key)
            case "order": histogram.order = try AggregationParser.order(value, type).first ?? histogram.order
            case "script": throw value.unsupported("[date_histogram] script")
            default: throw value.unknownField(key, in: type)
            }
        }
        guard !histogram.field.isEmpty else { throw AggregationParser.required("field, script", type, node) }
        guard hasInterval else {
            throw node.error(
                .illegalArgument,
                "Invalid interval specified, must be non-null and non-empty"
            )
        }
        return .dateHistogram(histogram)
    }

    private static func fixed(_ text: String, _ node: BodyNode) throws(LogStoreError) -> Int64 {
        guard let milliseconds = milliseconds(text[...]), milliseconds > 0 else {
            throw node.error(
                .illegalArgument,
                "failed to parse setting [date_histogram.fixedInterval] with value [\(text)] as a time value: unit is "
                    + "missing or unrecognized"
            )
        }
        return milliseconds
    }

    /// Fixed units only: `ms s m h d`.
    private static func milliseconds(_ text: Substring) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), digits.count < 16 else { return nil }
        let factor: Int64
        switch text.dropFirst(digits.count) {
        case "ms": factor = 1
        case "s": factor = 1000
        case "m": factor = 60_000
        case "h": factor = 3_600_000
        case "d": factor = 86_400_000
        default: return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow || product > 1 << 52 ? nil : product
    }

    private static func calendar(
        _ text: String,
        _ node: BodyNode
    ) throws(LogStoreError) -> DateHistogramAggregation.Interval {
        switch text {
        case "1m", "minute": return .calendar(.minute)
        case "1h", "hour": return .calendar(.hour)
        case "1d", "day": return .calendar(.day)
        case "1w", "week": return .calendar(.week)
        case "1M", "month": return .calendar(.month)
        case "1q", "quarter": return .calendar(.quarter)
        case "1y", "year": return .calendar(.year)
        default:
            throw node.error(
                .illegalArgument,
                "The supplied interval [\(text)] could not be parsed as a calendar interval."
            )
        }
    }

    private static func offset(_ text: String, _ node: BodyNode) throws(LogStoreError) -> Int64 {
        let isNegative = text.hasPrefix("-")
        let rest = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        if rest == "0" { return 0 }
        guard let milliseconds = milliseconds(rest) else {
            throw node.error(
                .illegalArgument,
                "failed to parse setting [date_histogram.offset] with value [\(text)] as a time value: unit is missing "
                    + "or unrecognized"
            )
        }
        return isNegative ? -milliseconds : milliseconds
    }

    private static func bounds(
        _ node: BodyNode,
        _ context: String
    ) throws(LogStoreError) -> (minimum: JSONValue?, maximum: JSONValue?) {
        var bounds: (minimum: JSONValue?, maximum: JSONValue?) = (nil, nil)
        for (key, value) in try node.objectMembers(context) {
            switch key {
            case "min" where value.kind != .null: bounds.minimum = try value.scalar(context, key)
            case "max" where value.kind != .null: bounds.maximum = try value.scalar(context, key)
            case "min", "max": break
            default: throw value.unknownField(key, in: context)
            }
        }
        if let low = bounds.minimum?.double, let high = bounds.maximum?.double, low > high {
            throw node.error(
                .illegalArgument,
                "[\(context).min][\(bounds.minimum!.text)] cannot be greater than "
                    + "[\(context).max][\(bounds.maximum!.text)]"
            )
        }
        return bounds
    }

    static func histogram(_ node: BodyNode) throws(LogStoreError) -> Aggregation {
        let type = "histogram"
        var histogram = HistogramAggregation(field: "", interval: 0)
        for (key, value) in try node.objectMembers(type) {
            switch key {
            case "field": histogram.field = try value.string(type, key)
            case "interval": histogram.interval = try value.double(type, key)
            case "offset": histogram.offset = try value.double(type, key)
            case "min_doc_count": histogram.minimumCount = try value.int(type, key)
            case "extended_bounds": histogram.extendedBounds = try numbers(value, key)
            case "hard_bounds": histogram.hardBounds = try numbers(value, key)
            case "missing": histogram.missing = try value.double(type, key)
            case "keyed": histogram.isKeyed = try value.bool(type, key)
            case "order": histogram.order = try AggregationParser.order(value, type).first ?? histogram.order
            case "script": throw value.unsupported("[histogram] script")
            default: throw value.unknownField(key, in: type)
            }
        }
        guard !histogram.field.isEmpty else { throw AggregationParser.required("field, script", type, node) }
        guard histogram.interval > 0, histogram.interval.isFinite else {
            throw node.error(.illegalArgument, "[interval] must be >0 for histogram aggregation [histogram]")
        }
        return .histogram(histogram)
    }

    private static func numbers(
        _ node: BodyNode,
        _ context: String
    ) throws(LogStoreError) -> (minimum: Double?, maximum: Double?) {
        var bounds: (minimum: Double?, maximum: Double?) = (nil, nil)
        for (key, value) in try node.objectMembers(context) {
            switch key {
            case "min": bounds.minimum = value.kind == .null ? nil : try value.double(context, key)
            case "max": bounds.maximum = value.kind == .null ? nil : try value.double(context, key)
            default: throw value.unknownField(key, in: context)
            }
        }
        return bounds
    }
}
