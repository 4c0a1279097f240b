extension Parser {
    /// Whether the token that is looked at can begin a duration.
    var startsDuration: Bool {
        switch current.kind {
        case .number, .duration, .leftParenthesis, .binary(.subtract), .binary(.add), .keyword(.step),
            .keyword(.range):
            true
        case .identifier: isMinimumOrMaximum
        default: false
        }
    }

    private var isMinimumOrMaximum: Bool {
        let name = current.text.lowercased()
        return current.kind == .identifier && (name == "min_of" || name == "max_of")
    }

    /// A duration between brackets: arithmetic without parentheses around it.
    mutating func duration(allowsNegative: Bool) throws(SyntaxError) -> DurationExpression {
        let start = current.range
        let result = try durationExpression(minimumPrecedence: 0)
        return try checked(result, at: start, allowsNegative: allowsNegative)
    }

    /// A duration behind `offset`, where arithmetic needs parentheses: `a offset 5m + 2` adds 2 to the samples.
    mutating func offsetDuration() throws(SyntaxError) -> DurationExpression {
        let start = current.range
        return try checked(try durationOperand(allowsPower: false), at: start, allowsNegative: true)
    }

    /// What does not depend on the query's steps is worked out, and its errors found, while the text is read.
    private func checked(_ duration: DurationExpression, at start: SourceRange, allowsNegative: Bool)
        throws(SyntaxError) -> DurationExpression
    {
        if duration.dependsOnQuery { return duration }
        do {
            let milliseconds = try duration.milliseconds(step: 0, range: 0, allowsNegative: allowsNegative)
            return .seconds(Double(milliseconds) / 1000)
        } catch {
            throw SyntaxError(error.reason, at: start)
        }
    }

    private mutating func durationExpression(minimumPrecedence: Int) throws(SyntaxError) -> DurationExpression {
        try deeper { parser throws(SyntaxError) in
            var left = try parser.durationOperand(allowsPower: true)
            var chain = 0
            while case .binary(let operation) = parser.current.kind, operation.precedence >= minimumPrecedence {
                chain += 1
                if chain > 100 { throw SyntaxError("duration expression is too long", at: parser.current.range) }
                switch operation {
                case .add, .subtract, .multiply, .divide, .modulo, .power: break
                default: throw parser.unexpected(in: "duration expression")
                }
                try parser.advance()
                let right = try parser.durationExpression(
                    minimumPrecedence: operation.precedence + (operation.isRightAssociative ? 0 : 1)
                )
                left = .binary(operation, left, right)
            }
            return left
        }
    }

    private mutating func durationOperand(allowsPower: Bool) throws(SyntaxError) -> DurationExpression {
        switch current.kind {
        case .binary(.subtract), .binary(.add):
            let isNegation = current.kind == .binary(.subtract)
            try advance()
            let operand = try deeper { parser throws(SyntaxError) in
                allowsPower
                    ? try parser.durationExpression(minimumPrecedence: BinaryOperator.multiply.precedence + 1)
                    : try parser.durationOperand(allowsPower: false)
            }
            return isNegation ? .negated(operand) : operand
        case .number, .duration:
            return .seconds(try numberValue())
        case .leftParenthesis:
            try advance()
            let inner = try durationExpression(minimumPrecedence: 0)
            guard current.kind == .rightParenthesis else {
                throw unexpected(in: "duration expression", expected: "\")\"")
            }
            try advance()
            return inner
        case .keyword(.step), .keyword(.range):
            let result: DurationExpression = current.kind == .keyword(.step) ? .step : .range
            try advance()
            try take(.leftParenthesis, written: "\"(\"")
            try take(.rightParenthesis, written: "\")\"")
            return result
        case .identifier where isMinimumOrMaximum:
            let isMinimum = current.text.lowercased() == "min_of"
            try advance()
            try take(.leftParenthesis, written: "\"(\"")
            let left = try durationExpression(minimumPrecedence: 0)
            try take(.comma, written: "\",\"")
            let right = try durationExpression(minimumPrecedence: 0)
            try take(.rightParenthesis, written: "\")\"")
            return isMinimum ? .minimum(left, right) : .maximum(left, right)
        default:
            throw unexpected(in: "duration expression", expected: "duration")
        }
    }

    private mutating func take(_ kind: Token.Kind, written: String) throws(SyntaxError) {
        guard current.kind == kind else { throw unexpected(in: "duration expression", expected: written) }
        try advance()
    }
}
