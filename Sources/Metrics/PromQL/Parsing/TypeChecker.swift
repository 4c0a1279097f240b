import TimeSeries

/// Whether a tree makes sense: types of operands and arguments, their numbers, and what selectors must have.
enum TypeChecker {
    static func check(_ expression: Expression) throws(SyntaxError) {
        switch expression {
        case .number, .string: break
        case .selector(let selector): try check(selector)
        case .rangeSelector(let node): try check(node.selector)
        case .subquery(let node):
            try check(node.inner)
            if node.inner.type != .instantVector {
                throw SyntaxError(
                    "subquery is only allowed on instant vector, got \(node.inner.type.documentedName) instead",
                    at: node.range
                )
            }
        case .parentheses(let node): try check(node.inner)
        case .unary(let node):
            try check(node.operand)
            if node.operand.type != .scalar, node.operand.type != .instantVector {
                throw SyntaxError(
                    "unary expression only allowed on expressions of type scalar or instant vector, got "
                        + QuotedText.quote(node.operand.type.documentedName),
                    at: node.range
                )
            }
        case .aggregation(let node): try check(node)
        case .binary(let node): try check(node, at: expression.range)
        case .call(let node): try check(node)
        }
    }

    private static func check(_ selector: VectorSelector) throws(SyntaxError) {
        if let name = selector.name {
            for matcher in selector.matchers.dropLast() where matcher.name == Label.metricName {
                throw SyntaxError(
                    "metric name must not be set twice: \(QuotedText.quote(name)) or "
                        + QuotedText.quote(matcher.value),
                    at: selector.range
                )
            }
        } else if selector.matchers.allSatisfy(\.matchesEmpty) {
            throw SyntaxError("vector selector must contain at least one non-empty matcher", at: selector.range)
        }
    }

    private static func check(_ node: Aggregation) throws(SyntaxError) {
        try expect(node.operand, .instantVector, in: "aggregation expression")
        if let type = node.operation.parameterType, let parameter = node.parameter {
            try expect(parameter, type, in: "aggregation parameter")
        }
    }

    private static func expect(_ expression: Expression, _ type: ValueType, in context: String) throws(SyntaxError) {
        try check(expression)
        if expression.type != type {
            throw SyntaxError(
                "expected type \(type.documentedName) in \(context), got \(expression.type.documentedName)",
                at: expression.range
            )
        }
    }

    private static func check(_ node: BinaryOperation, at range: SourceRange) throws(SyntaxError) {
        try check(node.left)
        try check(node.right)
        let left = node.left.type
        let right = node.right.type
        let quoted = QuotedText.quote(node.operation.rawValue)
        if node.returnsBool, !node.operation.isComparison {
            throw SyntaxError("bool modifier can only be used on comparison operators", at: node.operatorRange)
        }
        if node.operation.isComparison, !node.returnsBool, left == .scalar, right == .scalar {
            throw SyntaxError("comparisons between scalars must use BOOL modifier", at: node.operatorRange)
        }
        if node.matching.isOn, let label = node.matching.labels.first(where: node.matching.included.contains) {
            throw SyntaxError(
                "label \(QuotedText.quote(label)) must not occur in ON and GROUP clause at once",
                at: node.operatorRange
            )
        }
        for operand in [node.left, node.right] where operand.type != .scalar && operand.type != .instantVector {
            throw SyntaxError(
                "binary expression must contain only scalar and instant vector types",
                at: operand.range
            )
        }
        if left != .instantVector || right != .instantVector {
            if !node.matching.labels.isEmpty {
                throw SyntaxError("vector matching only allowed between instant vectors", at: range)
            }
            if node.matching.fills {
                throw SyntaxError("filling in missing series only allowed between instant vectors", at: range)
            }
            if node.operation.isSetOperator {
                throw SyntaxError("set operator \(quoted) not allowed in binary scalar expression", at: range)
            }
            if left == .scalar, right == .scalar,
                node.operation == .trimLower || node.operation == .trimUpper
            {
                throw SyntaxError("operator \(quoted) not allowed for Scalar operations", at: range)
            }
        } else if node.operation.isSetOperator {
            if node.matching.cardinality != .oneToOne {
                throw SyntaxError("no grouping allowed for \(quoted) operation", at: range)
            }
            if node.matching.fills {
                throw SyntaxError("filling in missing series not allowed for set operators", at: range)
            }
        }
    }

    private static func check(_ node: FunctionCall) throws(SyntaxError) {
        let signature = node.function.signature
        let name = QuotedText.quote(node.function.rawValue)
        let count = node.arguments.count
        let declared = signature.arguments.count
        switch signature.arity {
        case .exact:
            if count != declared {
                throw SyntaxError("expected \(declared) argument(s) in call to \(name), got \(count)", at: node.range)
            }
        case .upTo, .unlimited:
            if count < declared - 1 {
                throw SyntaxError(
                    "expected at least \(declared - 1) argument(s) in call to \(name), got \(count)",
                    at: node.range
                )
            }
            if case .upTo(let more) = signature.arity, count > declared - 1 + more {
                throw SyntaxError(
                    "expected at most \(declared - 1 + more) argument(s) in call to \(name), got \(count)",
                    at: node.range
                )
            }
        }
        for (index, argument) in node.arguments.enumerated() {
            guard let type = signature.type(at: index) else { continue }
            try expect(argument, type, in: "call to function \(name)")
        }
    }
}
