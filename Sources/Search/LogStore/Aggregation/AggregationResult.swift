public import Bytes

public struct NamedAggregationResult: Sendable {
    public var name: String
    public var result: AggregationResult
    public var meta: JSONValue?
}

public indirect enum AggregationResult: Sendable {
    /// `avg`, `sum`, `min`, `max`; nil without documents. The text is there for dates.
    case value(Double?, text: String?)
    /// `value_count`, `cardinality`.
    case count(Int)
    case stats(StatisticsResult)
    case percentiles([(percent: Double, value: Double?)], isKeyed: Bool)
    /// `filter`, `missing`.
    case single(count: Int, children: [NamedAggregationResult])
    case buckets(BucketsResult)
}

public struct StatisticsResult: Sendable, Equatable {
    public internal(set) var count = 0
    public internal(set) var minimum = Double.infinity
    public internal(set) var maximum = -Double.infinity
    public internal(set) var sum = 0.0
    public internal(set) var sumOfSquares = 0.0
    /// For `extended_stats`.
    public internal(set) var sigma: Double?

    public var average: Double? { count == 0 ? nil : sum / Double(count) }

    /// The population variance.
    public var variance: Double? {
        count == 0 ? nil : max(0, (sumOfSquares - sum * sum / Double(count)) / Double(count))
    }

    public var samplingVariance: Double? {
        count < 2 ? nil : max(0, (sumOfSquares - sum * sum / Double(count)) / Double(count - 1))
    }

    mutating func add(_ value: Double) {
        count += 1
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        sum += value
        sumOfSquares += value * value
    }
}

public struct BucketsResult: Sendable {
    public internal(set) var buckets: [AggregationBucket]
    /// Shown as an object by key instead of an array.
    public internal(set) var isKeyed = false
    /// Of `terms`: documents in terms that are not shown.
    public internal(set) var otherCount: Int?
}

public struct AggregationBucket: Sendable {
    public internal(set) var key: BucketKey
    /// `key_as_string`.
    public internal(set) var keyText: String?
    public internal(set) var from: (value: Double, text: String?)?
    public internal(set) var to: (value: Double, text: String?)?
    public internal(set) var count: Int
    public internal(set) var children: [NamedAggregationResult] = []
}

public enum BucketKey: Sendable, Hashable {
    case string(String)
    case long(Int64)
    case double(Double)
    /// An anonymous filter.
    case none

    /// Order of keys: numbers by value, strings by their UTF-8.
    static func isLess(_ left: BucketKey, _ right: BucketKey) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.long(let a), .long(let b)): a < b
        case (.string, _): false
        case (_, .string): true
        default: left.number < right.number
        }
    }

    private var number: Double {
        switch self {
        case .long(let value): Double(value)
        case .double(let value): value
        case .string, .none: 0
        }
    }
}
