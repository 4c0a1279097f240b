public import Expressions

/// One condition on a label's value, as in `{job="node", instance!~"10\\..*"}`. A label that is not there has the
/// empty value.
public struct LabelMatcher: Sendable, Equatable {
    public enum Operation: String, Sendable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    public let name: String
    public let operation: Operation
    public let value: String
    private let expression: LinearExpression?

    /// Expressions are RE2's, match the whole value, and their dot matches line ends too, as in Prometheus 3.
    public init(_ name: String, _ operation: Operation, _ value: String) throws(ExpressionError) {
        self.name = name
        self.operation = operation
        self.value = value
        switch operation {
        case .equal, .notEqual:
            expression = nil
        case .matches, .doesNotMatch:
            expression = try LinearExpression(value, anchored: true)
        }
    }

    /// A matcher that needs no expression and so cannot fail.
    public init(_ name: String, equals value: String) {
        self.name = name
        operation = .equal
        self.value = value
        expression = nil
    }

    public func matches(_ value: String) -> Bool {
        switch operation {
        case .equal: self.value.utf8.elementsEqual(value.utf8)
        case .notEqual: !self.value.utf8.elementsEqual(value.utf8)
        case .matches: expression?.matches(value) ?? false
        case .doesNotMatch: !(expression?.matches(value) ?? false)
        }
    }

    /// Whether series without the label match.
    public var matchesEmpty: Bool { matches("") }

    public static func == (left: LabelMatcher, right: LabelMatcher) -> Bool {
        left.operation == right.operation && left.name.utf8.elementsEqual(right.name.utf8)
            && left.value.utf8.elementsEqual(right.value.utf8)
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// `job=~"node|self"`
    public var description: String {
        (Label.isPlainName(name) ? name : GoQuotedText.quote(name)) + operation.rawValue + GoQuotedText.quote(value)
    }
}
