public import Bytes

/// An aggregation with its name and what is computed for each of its buckets.
public struct NamedAggregation: Sendable {
    public var name: String
    public var aggregation: Aggregation
    public var children: [NamedAggregation]
    /// Given back as it was sent.
    public var meta: JSONValue?

    public init(_ name: String, _ aggregation: Aggregation, children: [NamedAggregation] = [], meta: JSONValue? = nil) {
        self.name = name
        self.aggregation = aggregation
        self.children = children
        self.meta = meta
    }
}

public enum Aggregation: Sendable {
    case terms(TermsAggregation)
    case dateHistogram(DateHistogramAggregation)
    case histogram(HistogramAggregation)
    case range(RangeAggregation)
    case filter(Query)
    case filters(FiltersAggregation)
    /// Documents without a value of the field.
    case missing(field: String)
    case metric(MetricAggregation)

    public var isMetric: Bool {
        if case .metric = self { true } else { false }
    }
}

/// How buckets are ordered.
public struct BucketOrder: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        case count, key
        /// A metric below the bucket; the second part is a value of it: `avg`, `95.0`.
        case metric(String, String?)
    }

    public var subject: Subject
    public var isAscending: Bool

    public init(_ subject: Subject, isAscending: Bool) {
        self.subject = subject
        self.isAscending = isAscending
    }
}

public struct TermsAggregation: Sendable {
    /// Which terms are looked at.
    public enum Selection: Sendable, Equatable {
        case values([JSONValue])
        /// Lucene's regular expression.
        case expression(String)
    }

    public var field: String
    public var size = 10
    public var order: [BucketOrder] = [BucketOrder(.count, isAscending: false)]
    public var minimumCount = 1
    public var missing: JSONValue?
    public var include: Selection?
    public var exclude: Selection?
    public var format: DateFormat?

    public init(field: String) {
        self.field = field
    }
}

public struct DateHistogramAggregation: Sendable {
    public enum Interval: Sendable, Equatable {
        /// Milliseconds.
        case fixed(Int64)
        case calendar(CalendarUnit)
    }

    public enum CalendarUnit: String, Sendable {
        case minute, hour, day, week, month, quarter, year
    }

    public var field: String
    public var interval: Interval
    public var zone = TimeZoneRules.utc
    /// Milliseconds that every bucket begins later.
    public var offset: Int64 = 0
    public var minimumCount = 0
    /// Buckets are made at least from here to there; as they were sent.
    public var extendedBounds: (minimum: JSONValue?, maximum: JSONValue?)?
    public var hardBounds: (minimum: JSONValue?, maximum: JSONValue?)?
    public var format: DateFormat?
    public var missing: JSONValue?
    public var isKeyed = false
    public var order = BucketOrder(.key, isAscending: true)

    public init(field: String, interval: Interval) {
        self.field = field
        self.interval = interval
    }
}

public struct HistogramAggregation: Sendable {
    public var field: String
    public var interval: Double
    public var offset = 0.0
    public var minimumCount = 0
    public var extendedBounds: (minimum: Double?, maximum: Double?)?
    public var hardBounds: (minimum: Double?, maximum: Double?)?
    public var missing: Double?
    public var isKeyed = false
    public var order = BucketOrder(.key, isAscending: true)

    public init(field: String, interval: Double) {
        self.field = field
        self.interval = interval
    }
}

public struct RangeAggregation: Sendable {
    public struct Bounds: Sendable {
        public var key: String?
        /// Included; as it was sent.
        public var from: JSONValue?
        /// Not included.
        public var to: JSONValue?

        public init(key: String?, from: JSONValue?, to: JSONValue?) {
            self.key = key
            self.from = from
            self.to = to
        }
    }

    public var field: String
    public var ranges: [Bounds]
    /// `date_range`: bounds are dates.
    public var isDate: Bool
    public var format: DateFormat?
    public var zone = TimeZoneRules.utc
    public var isKeyed = false
    public var missing: JSONValue?

    public init(field: String, ranges: [Bounds], isDate: Bool) {
        self.field = field
        self.ranges = ranges
        self.isDate = isDate
    }
}

public struct FiltersAggregation: Sendable {
    /// In the order in which they are shown. Names are nil in the anonymous form.
    public var filters: [(name: String?, query: Query)]
    /// The name of a bucket for what fits none of them.
    public var otherName: String?
    public var isKeyed: Bool

    public init(_ filters: [(name: String?, query: Query)], otherName: String?, isKeyed: Bool) {
        self.filters = filters
        self.otherName = otherName
        self.isKeyed = isKeyed
    }
}

public struct MetricAggregation: Sendable {
    public enum Kind: Sendable, Equatable {
        case avg, sum, min, max, valueCount, cardinality, stats
        case extendedStats(sigma: Double)
        case percentiles([Double], isKeyed: Bool)
    }

    public var kind: Kind
    public var field: String
    /// What documents without a value count as.
    public var missing: JSONValue?
    public var format: DateFormat?

    public init(_ kind: Kind, field: String, missing: JSONValue? = nil, format: DateFormat? = nil) {
        self.kind = kind
        self.field = field
        self.missing = missing
        self.format = format
    }
}
