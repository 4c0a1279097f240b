public import Bytes

/// What is asked of the documents, independent of any index: fields are names, values are as they were sent. The
/// mapping of each index decides what they mean there.
public indirect enum Query: Sendable, Equatable {
    case matchAll
    case matchNone
    /// A condition on one field.
    case field(String, FieldCondition)
    /// A condition on any of the fields that fit one of the patterns: `multi_match`, `query_string` without a field.
    case anyField(AnyField)
    case ids([String])
    case bool(BoolQuery)
    case disjunctionMax([Query], tieBreaker: Double)
    /// Matches as the query does; every match scores 1.
    case constantScore(Query)
    case boosted(Query, Double)
}

public struct BoolQuery: Sendable, Equatable {
    public var must: [Query] = []
    public var filter: [Query] = []
    public var should: [Query] = []
    public var mustNot: [Query] = []
    /// Nil: 1 if there is nothing but `should`, else 0.
    public var minimumShouldMatch: MinimumShouldMatch?

    public init(
        must: [Query] = [],
        filter: [Query] = [],
        should: [Query] = [],
        mustNot: [Query] = [],
        minimumShouldMatch: MinimumShouldMatch? = nil
    ) {
        self.must = must
        self.filter = filter
        self.should = should
        self.mustNot = mustNot
        self.minimumShouldMatch = minimumShouldMatch
    }
}

/// A condition on whichever fields there are.
public struct AnyField: Sendable, Equatable {
    public struct Pattern: Sendable, Equatable {
        /// A field name, `*` standing for any run.
        public var name: String
        public var boost: Double

        public init(_ name: String, boost: Double = 1) {
            self.name = name
            self.boost = boost
        }
    }

    public enum Combination: Sendable, Equatable {
        /// The best field's score and `tieBreaker` times the others'.
        case best(tieBreaker: Double)
        /// The sum of the scores.
        case most
    }

    public var patterns: [Pattern]
    public var condition: FieldCondition
    public var combination: Combination
    /// A value that cannot be one of a field's type matches nothing there, instead of being an error.
    public var isLenient: Bool

    public init(
        _ patterns: [Pattern],
        _ condition: FieldCondition,
        combination: Combination = .best(tieBreaker: 0),
        isLenient: Bool = true
    ) {
        self.patterns = patterns
        self.condition = condition
        self.combination = combination
        self.isLenient = isLenient
    }
}

/// What is asked of the values of a field.
public indirect enum FieldCondition: Sendable, Equatable {
    case exists
    /// One exact value; on `text` one token.
    case term(JSONValue, caseInsensitive: Bool)
    case terms([JSONValue])
    /// The words of a text; elsewhere the value.
    case match(MatchCondition)
    case phrase(PhraseCondition)
    case range(RangeCondition)
    case prefix(String, caseInsensitive: Bool)
    case wildcard(String, caseInsensitive: Bool)
    /// Lucene's regular expressions, over the whole term.
    case regexp(String, caseInsensitive: Bool)
    /// A term that a few edits make of this one; nil takes as many as its length allows (`AUTO`).
    case fuzzy(String, edits: Int?, prefixLength: Int)
    /// The condition, its text in lower case on `text` fields: what `query_string` does with patterns.
    case normalized(FieldCondition)
}

public struct MatchCondition: Sendable, Equatable {
    public var value: JSONValue
    public var requiresAll: Bool
    public var minimumShouldMatch: MinimumShouldMatch?
    /// What a text without words matches.
    public var zeroTermsMatchAll: Bool
    public var isLenient: Bool
    /// The last word is the beginning of one (`match_bool_prefix`).
    public var lastIsPrefix: Bool

    public init(
        _ value: JSONValue,
        requiresAll: Bool = false,
        minimumShouldMatch: MinimumShouldMatch? = nil,
        zeroTermsMatchAll: Bool = false,
        isLenient: Bool = false,
        lastIsPrefix: Bool = false
    ) {
        self.value = value
        self.requiresAll = requiresAll
        self.minimumShouldMatch = minimumShouldMatch
        self.zeroTermsMatchAll = zeroTermsMatchAll
        self.isLenient = isLenient
        self.lastIsPrefix = lastIsPrefix
    }
}

public struct PhraseCondition: Sendable, Equatable {
    public var value: JSONValue
    /// How many positions the words may be off in all.
    public var slop: Int
    /// The last word is the beginning of one (`match_phrase_prefix`).
    public var lastIsPrefix: Bool
    public var zeroTermsMatchAll: Bool
    public var isLenient: Bool

    public init(
        _ value: JSONValue,
        slop: Int = 0,
        lastIsPrefix: Bool = false,
        zeroTermsMatchAll: Bool = false,
        isLenient: Bool = false
    ) {
        self.value = value
        self.slop = slop
        self.lastIsPrefix = lastIsPrefix
        self.zeroTermsMatchAll = zeroTermsMatchAll
        self.isLenient = isLenient
    }
}

public struct RangeCondition: Sendable, Equatable {
    public struct Bound: Sendable, Equatable {
        public var value: JSONValue
        public var isInclusive: Bool

        public init(_ value: JSONValue, isInclusive: Bool) {
            self.value = value
            self.isInclusive = isInclusive
        }
    }

    public var lower: Bound?
    public var upper: Bound?
    /// How dates are written; nil for the field's own format.
    public var format: DateFormat?
    public var zone: TimeZoneRules

    public init(lower: Bound? = nil, upper: Bound? = nil, format: DateFormat? = nil, zone: TimeZoneRules = .utc) {
        self.lower = lower
        self.upper = upper
        self.format = format
        self.zone = zone
    }
}
