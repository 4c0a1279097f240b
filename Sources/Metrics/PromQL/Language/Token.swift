/// One word of a query.
struct Token: Equatable {
    enum Kind: Equatable {
        case endOfInput
        case identifier
        /// A name with a colon in it, which only metrics have.
        case metricIdentifier
        case number
        case duration
        case string
        case leftParenthesis, rightParenthesis
        case leftBrace, rightBrace
        case leftBracket, rightBracket
        case comma, colon, at
        /// `=`, which only matchers have.
        case equals
        /// `=~`
        case matches
        /// `!~`
        case doesNotMatch
        case binary(BinaryOperator)
        case aggregation(AggregationOperator)
        case keyword(Keyword)
    }

    enum Keyword: String {
        case offset, smoothed, anchored, by, without, on, ignoring, bool, fill, start, end, step, range
        case groupLeft = "group_left"
        case groupRight = "group_right"
        case fillLeft = "fill_left"
        case fillRight = "fill_right"
    }

    var kind: Kind
    var range: SourceRange
    /// The text as it stands in the query.
    var text: String

    /// The token as Prometheus's messages show it.
    var description: String {
        switch kind {
        case .endOfInput: "end of input"
        case .identifier: "identifier \(QuotedText.quote(text))"
        case .metricIdentifier: "metric identifier \(QuotedText.quote(text))"
        case .number: "number \(shortened)"
        case .duration: "duration \(shortened)"
        case .string: "string \(shortened)"
        case .binary: "<op:\(text)>"
        case .at, .matches, .doesNotMatch: "<op:\(text)>"
        case .aggregation: "<aggr:\(text)>"
        case .keyword(.start), .keyword(.end), .keyword(.step), .keyword(.range): QuotedText.quote(text)
        case .keyword: "<\(text)>"
        default: shortened
        }
    }

    private var shortened: String {
        text.utf8.count > 10 ? QuotedText.quote(String(text.prefix(10))) + "..." : QuotedText.quote(text)
    }

    /// Whether the word can stand for the name of a metric.
    var canNameMetric: Bool {
        switch kind {
        case .identifier, .metricIdentifier, .aggregation: true
        case .binary(let operation): operation.isSetOperator
        case .keyword(let keyword):
            switch keyword {
            case .by, .without, .offset, .start, .end, .step, .range, .smoothed, .anchored, .fill, .fillLeft,
                .fillRight:
                true
            default: false
            }
        default: false
        }
    }

    /// Whether the word can stand in the lists of `by (…)`, `on (…)` and their like: every name can.
    var canNameLabel: Bool {
        switch kind {
        case .identifier, .aggregation, .keyword: true
        case .binary(let operation): operation.isSetOperator || operation == .atan2
        case .number: text.first.map { $0.isLetter } ?? false
        default: false
        }
    }
}
