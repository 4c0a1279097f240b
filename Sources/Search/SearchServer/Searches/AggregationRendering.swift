import Bytes
import LogStore

/// Writes `aggregations`.
enum AggregationRendering {
    static func append(_ results: [NamedAggregationResult], to writer: inout JSONWriter) {
        writer.beginObject()
        members(results, to: &writer)
        writer.endObject()
    }

    private static func members(_ results: [NamedAggregationResult], to writer: inout JSONWriter) {
        for result in results {
            writer.key(result.name)
            writer.beginObject()
            if let meta = result.meta { writer.member("meta", meta) }
            append(result.result, to: &writer)
            writer.endObject()
        }
    }

    private static func number(_ key: String, _ value: Double?, to writer: inout JSONWriter) {
        writer.key(key)
        if let value {
            if value.isFinite {
                writer.raw(Array(NumberForm.java(value).utf8))
            } else {
                writer.string(NumberForm.java(value))
            }
        } else {
            writer.null()
        }
    }

    private static func append(_ result: AggregationResult, to writer: inout JSONWriter) {
        switch result {
        case .value(let value, let text):
            number("value", value, to: &writer)
            if let text { writer.member("value_as_string", text) }
        case .count(let count): writer.member("value", count)
        case .stats(let stats): append(stats, to: &writer)
        case .percentiles(let values, let isKeyed):
            writer.key("values")
            if isKeyed {
                writer.beginObject()
                for (percent, value) in values { number(NumberForm.java(percent), value, to: &writer) }
                writer.endObject()
            } else {
                writer.beginArray()
                for (percent, value) in values {
                    writer.beginObject()
                    number("key", percent, to: &writer)
                    number("value", value, to: &writer)
                    writer.endObject()
                }
                writer.endArray()
            }
        case .single(let count, let children):
            writer.member("doc_count", count)
            members(children, to: &writer)
        case .buckets(let buckets): append(buckets, to: &writer)
        }
    }

    private static func append(_ stats: StatisticsResult, to writer: inout JSONWriter) {
        let isEmpty = stats.count == 0
        writer.member("count", stats.count)
        number("min", isEmpty ? nil : stats.minimum, to: &writer)
        number("max", isEmpty ? nil : stats.maximum, to: &writer)
        number("avg", stats.average, to: &writer)
        number("sum", stats.sum, to: &writer)
        guard let sigma = stats.sigma else { return }
        number("sum_of_squares", isEmpty ? nil : stats.sumOfSquares, to: &writer)
        number("variance", stats.variance, to: &writer)
        number("variance_population", stats.variance, to: &writer)
        number("variance_sampling", stats.samplingVariance, to: &writer)
        let deviation = stats.variance?.squareRoot()
        let sampling = stats.samplingVariance?.squareRoot()
        number("std_deviation", deviation, to: &writer)
        number("std_deviation_population", deviation, to: &writer)
        number("std_deviation_sampling", sampling, to: &writer)
        writer.key("std_deviation_bounds")
        writer.beginObject()
        func bound(_ key: String, _ deviation: Double?, _ sign: Double) {
            number(key, stats.average.flatMap { average in deviation.map { average + sign * sigma * $0 } }, to: &writer)
        }
        bound("upper", deviation, 1)
        bound("lower", deviation, -1)
        bound("upper_population", deviation, 1)
        bound("lower_population", deviation, -1)
        bound("upper_sampling", sampling, 1)
        bound("lower_sampling", sampling, -1)
        writer.endObject()
    }

    private static func append(_ result: BucketsResult, to writer: inout JSONWriter) {
        if let other = result.otherCount {
            // Counts are exact: there is one shard.
            writer.member("doc_count_error_upper_bound", 0)
            writer.member("sum_other_doc_count", other)
        }
        writer.key("buckets")
        if result.isKeyed { writer.beginObject() } else { writer.beginArray() }
        for bucket in result.buckets {
            if result.isKeyed { writer.key(bucket.keyText ?? name(bucket.key)) }
            writer.beginObject()
            var showsKey = true
            if case .none = bucket.key { showsKey = false }
            // A keyed range or filter has its key in front of it.
            if result.isKeyed, case .string = bucket.key { showsKey = false }
            if let text = bucket.keyText, !isTerm(bucket.key, result) { writer.member("key_as_string", text) }
            if showsKey { append(bucket.key, to: &writer) }
            if let text = bucket.keyText, isTerm(bucket.key, result) { writer.member("key_as_string", text) }
            if let from = bucket.from {
                number("from", from.value, to: &writer)
                if let text = from.text { writer.member("from_as_string", text) }
            }
            if let to = bucket.to {
                number("to", to.value, to: &writer)
                if let text = to.text { writer.member("to_as_string", text) }
            }
            writer.member("doc_count", bucket.count)
            members(bucket.children, to: &writer)
            writer.endObject()
        }
        if result.isKeyed { writer.endObject() } else { writer.endArray() }
    }

    /// Buckets of `terms` show the key first, those of a histogram its text.
    private static func isTerm(_ key: BucketKey, _ result: BucketsResult) -> Bool { result.otherCount != nil }

    private static func append(_ key: BucketKey, to writer: inout JSONWriter) {
        switch key {
        case .string(let text): writer.member("key", text)
        case .long(let number): writer.member("key", .integer(number))
        case .double(let value): number("key", value, to: &writer)
        case .none: break
        }
    }

    private static func name(_ key: BucketKey) -> String {
        switch key {
        case .string(let text): text
        case .long(let number): String(number)
        case .double(let number): NumberForm.java(number)
        case .none: ""
        }
    }
}
