public import TimeSeries

/// The syntax tree of a query. Values: a tree never changes after it was parsed, and every node knows its place in
/// the text.
public indirect enum Expression: Sendable {
    case number(NumberLiteral)
    case string(StringLiteral)
    case selector(VectorSelector)
    case rangeSelector(RangeSelector)
    case subquery(Subquery)
    case call(FunctionCall)
    case aggregation(Aggregation)
    case binary(BinaryOperation)
    case unary(UnaryOperation)
    case parentheses(Parentheses)

    public var range: SourceRange {
        switch self {
        case .number(let node): node.range
        case .string(let node): node.range
        case .selector(let node): node.range
        case .rangeSelector(let node): node.range
        case .subquery(let node): node.range
        case .call(let node): node.range
        case .aggregation(let node): node.range
        case .binary(let node): node.left.range.through(node.right.range)
        case .unary(let node): node.range
        case .parentheses(let node): node.range
        }
    }

    public var type: ValueType {
        switch self {
        case .number: .scalar
        case .string: .string
        case .selector, .aggregation: .instantVector
        case .rangeSelector, .subquery: .rangeVector
        case .call(let node): node.function.signature.result
        case .binary(let node):
            node.left.type == .scalar && node.right.type == .scalar ? .scalar : .instantVector
        case .unary(let node): node.operand.type
        case .parentheses(let node): node.inner.type
        }
    }

    /// The expression without the parentheses around it.
    public var withoutParentheses: Expression {
        var result = self
        while case .parentheses(let node) = result { result = node.inner }
        return result
    }
}

/// A number; a duration as in `1h30m` stands for its seconds.
public struct NumberLiteral: Sendable {
    public var value: Double
    public var range: SourceRange
}

/// A string. Escapes can make bytes that are no UTF-8, which are kept so that messages can show them.
public struct StringLiteral: Sendable {
    public var bytes: [UInt8]
    public var range: SourceRange

    /// The text, with U+FFFD for what is no UTF-8.
    public var value: String { String(decoding: bytes, as: UTF8.self) }

    public var isValid: Bool { String(validating: bytes, as: UTF8.self) != nil }
}

/// The instant that `@` fixes a selection to.
public enum FixedTime: Sendable, Equatable {
    /// Milliseconds since 1970.
    case milliseconds(Int64)
    /// `start()`: the start of the outermost query.
    case queryStart
    /// `end()`: the end of the outermost query.
    case queryEnd
}

/// How a selection treats the ends of its range, where there are seldom samples.
public enum RangeEnds: Sendable {
    /// Only the samples in the range count.
    case open
    /// `anchored`: the last sample at or before the start counts as the value at the start.
    case anchored
    /// `smoothed`: the values at both ends are on the lines between the samples around them.
    case smoothed
}

/// `name{matchers} @ time offset duration`
public struct VectorSelector: Sendable {
    /// The name before the braces, nil where there is none.
    public var name: String?
    /// All matchers, that of the name last.
    public var matchers: [LabelMatcher]
    public var offset: DurationExpression?
    public var fixedTime: FixedTime?
    public var ends = RangeEnds.open
    public var range: SourceRange
}

/// `selector[duration]`
public struct RangeSelector: Sendable {
    public var selector: VectorSelector
    public var duration: DurationExpression
    public var range: SourceRange
}

/// `expression[range:resolution]`
public struct Subquery: Sendable {
    public var inner: Expression
    public var duration: DurationExpression
    /// Nil stands for the engine's default.
    public var resolution: DurationExpression?
    public var offset: DurationExpression?
    public var fixedTime: FixedTime?
    public var range: SourceRange
}

public struct FunctionCall: Sendable {
    public var function: Function
    public var arguments: [Expression]
    public var range: SourceRange
}

/// Which labels make the groups of an aggregation.
public enum Grouping: Sendable, Equatable {
    case by([String])
    case without([String])
}

public struct Aggregation: Sendable {
    public var operation: AggregationOperator
    public var parameter: Expression?
    public var operand: Expression
    public var grouping: Grouping
    public var range: SourceRange
}

public struct BinaryOperation: Sendable {
    public var operation: BinaryOperator
    public var left: Expression
    public var right: Expression
    /// `bool`: comparisons give 0 and 1 instead of filtering.
    public var returnsBool: Bool
    public var matching: VectorMatching
    /// Where the operator stands.
    public var operatorRange: SourceRange
}

/// How the series of two vectors find each other.
public struct VectorMatching: Sendable {
    public enum Cardinality: Sendable {
        case oneToOne
        /// `group_left`
        case manyToOne
        /// `group_right`
        case oneToMany
    }

    public var cardinality = Cardinality.oneToOne
    /// True for `on`, false for `ignoring`.
    public var isOn = false
    public var labels: [String] = []
    /// The labels in parentheses after `group_left` and `group_right`.
    public var included: [String] = []
    /// What `fill` and `fill_left` put where the left side has no series for one of the right; nil without them.
    public var leftFill: Double?
    /// What `fill` and `fill_right` put where the right side has no series for one of the left.
    public var rightFill: Double?

    var fills: Bool { leftFill != nil || rightFill != nil }
}

/// `-operand`, or `+operand`, which changes nothing.
public struct UnaryOperation: Sendable {
    public var isNegation: Bool
    public var operand: Expression
    public var range: SourceRange
}

public struct Parentheses: Sendable {
    public var inner: Expression
    public var range: SourceRange
}
