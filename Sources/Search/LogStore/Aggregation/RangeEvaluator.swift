import Bytes

/// A bucket for each of some ranges of numbers or dates; they may overlap.
struct RangeEvaluator {
    let context: AggregationContext
    let range: RangeAggregation
    let children: [NamedAggregation]

    private struct Bounds {
        var from: Double?
        var to: Double?
        var key: String
    }

    func evaluate(_ selections: [SegmentSelection]) throws(LogStoreError) -> AggregationResult {
        let format = range.format ?? context.dateFormat(range.field) ?? .standard
        func text(_ value: Double?) -> String {
            guard let value else { return "*" }
            return range.isDate ? format.format(Int64(value), zone: range.zone) : NumberForm.java(value)
        }
        var bounds: [Bounds] = []
        for wanted in range.ranges {
            let from = try number(wanted.from, format)
            let to = try number(wanted.to, format)
            bounds.append(Bounds(from: from, to: to, key: wanted.key ?? "\(text(from))-\(text(to))"))
        }
        bounds.sort { ($0.from ?? -.infinity, $0.to ?? .infinity) < ($1.from ?? -.infinity, $1.to ?? .infinity) }
        try context.count(bounds.count)
        var parts = BucketSelections(count: bounds.count)
        for selection in selections {
            let field = try context.field(range.field, in: selection.index)
            if let field, field.mapping.type == .keyword {
                throw LogStoreError(
                    .illegalArgument,
                    "Field [\(range.field)] of type [\(field.mapping.typeName)] is not supported for aggregation "
                        + "[\(range.isDate ? "date_range" : "range")]",
                    index: context.snapshots[selection.index].name
                )
            }
            let missing = MetricEvaluator.missing(range.missing, field?.mapping)
            let reader = NumericReader(field, in: context.segment(selection), missing: missing)
            var lastDocument = [Int32](repeating: -1, count: bounds.count)
            for document in selection.documents {
                try reader.forEachValue(of: document) { value throws(LogStoreError) in
                    for (index, bound) in bounds.enumerated() {
                        if let from = bound.from, value < from { continue }
                        if let to = bound.to, value >= to { continue }
                        guard lastDocument[index] != Int32(document) else { continue }
                        lastDocument[index] = Int32(document)
                        parts.add(document, of: selection, to: index)
                    }
                }
            }
        }
        var buckets: [AggregationBucket] = []
        for (index, bound) in bounds.enumerated() {
            var bucket = AggregationBucket(key: .string(bound.key), count: parts.selections[index].documentCount)
            bucket.from = bound.from.map { ($0, range.isDate ? text($0) : nil) }
            bucket.to = bound.to.map { ($0, range.isDate ? text($0) : nil) }
            bucket.children = try context.evaluate(children, on: parts.selections[index])
            buckets.append(bucket)
        }
        return .buckets(BucketsResult(buckets: buckets, isKeyed: range.isKeyed))
    }

    private func number(_ value: JSONValue?, _ format: DateFormat) throws(LogStoreError) -> Double? {
        guard let value, !value.isNull else { return nil }
        if range.isDate {
            if case .integer(let milliseconds) = value { return Double(milliseconds) }
            let date = try DateMath.evaluate(
                value.string ?? value.text,
                now: context.now,
                format: format,
                zone: range.zone,
                roundUp: false
            )
            return Double(date)
        }
        guard let number = value.number else {
            throw LogStoreError(.numberFormat, "For input string: \"\(value.string ?? value.text)\"")
        }
        return number.double
    }
}

/// Numbers as Java prints them, which is how Elasticsearch shows doubles.
public enum NumberForm {
    /// `1.0`, `97.16`, `1.0E10`, `1.0E-4`, `Infinity`, `NaN`.
    public static func java(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
        let (digits, exponent) = decimal(value)
        let sign = value < 0 ? "-" : ""
        if exponent >= -3, exponent < 7 {
            if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
            if digits.utf8.count <= exponent + 1 {
                return sign + digits + String(repeating: "0", count: exponent + 1 - digits.utf8.count) + ".0"
            }
            return sign + String(digits.prefix(exponent + 1)) + "." + String(digits.dropFirst(exponent + 1))
        }
        let fraction = digits.utf8.count > 1 ? String(digits.dropFirst()) : "0"
        return sign + String(digits.prefix(1)) + "." + fraction + "E" + String(exponent)
    }

    /// The shortest digits that give the number again, and the power of ten of the first of them.
    private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        var text = Array(value.magnitude.description.utf8)
        var exponent = 0
        if let e = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: text[(e + 1)...], as: UTF8.self)) ?? 0
            text.removeSubrange(e...)
        }
        let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
        if point < text.count { text.remove(at: point) }
        exponent += point - 1
        let zeros = text.prefix { $0 == 48 }.count
        text.removeFirst(zeros)
        exponent -= zeros
        while text.last == 48 { text.removeLast() }
        return (String(decoding: text, as: UTF8.self), exponent)
    }
}
