/// Turns a query into its syntax tree: precedence climbing over the lexer's tokens, one token ahead.
///
/// The grammar, its error texts and the places they point to are those of Prometheus 3.
struct Parser {
    private var lexer: Lexer
    /// The token that is looked at and not yet taken.
    private(set) var current: Token
    /// The end of the last token taken.
    private(set) var lastEnd = 0
    /// How deep the tree is at this place: a limit on it keeps every later walk over the tree on its stack.
    private var depth = 0
    private let depthLimit: Int

    private init(_ text: String, depthLimit: Int) throws(SyntaxError) {
        lexer = Lexer(text)
        self.depthLimit = depthLimit
        current = try lexer.next()
    }

    /// The checked syntax tree of a text.
    static func parse(_ text: String, depthLimit: Int) throws(QueryError) -> Expression {
        do throws(SyntaxError) {
            var parser = try Parser(text, depthLimit: depthLimit)
            let expression = try parser.query()
            try TypeChecker.check(expression)
            return expression
        } catch {
            throw error.located(in: text)
        }
    }

    /// A selector alone: no range, no offset, and matchers that may all accept the empty value.
    static func parseSelector(_ text: String, depthLimit: Int) throws(QueryError) -> VectorSelector {
        do throws(SyntaxError) {
            var parser = try Parser(text, depthLimit: depthLimit)
            guard case .selector(let selector) = try parser.primary() else {
                throw SyntaxError("expected a series selector", at: SourceRange(start: 0, end: parser.lastEnd))
            }
            guard parser.current.kind == .endOfInput else { throw parser.unexpected() }
            return selector
        } catch {
            throw error.located(in: text)
        }
    }

    private mutating func query() throws(SyntaxError) -> Expression {
        if current.kind == .endOfInput {
            throw SyntaxError("no expression found in input", at: SourceRange(start: 0, end: 0))
        }
        let expression = try expression(minimumPrecedence: 0)
        guard current.kind == .endOfInput else { throw unexpected() }
        return expression
    }

    // MARK: Expressions

    mutating func expression(minimumPrecedence: Int) throws(SyntaxError) -> Expression {
        let entryDepth = depth
        defer { depth = entryDepth }
        try deepen()
        var left = try operand()
        while case .binary(let operation) = current.kind, operation.precedence >= minimumPrecedence {
            // A chain such as a + b + c makes a tree that is deep on its left.
            try deepen()
            let operatorRange = current.range
            try advance()
            let (returnsBool, matching) = try modifiers()
            let right = try expression(
                minimumPrecedence: operation.precedence + (operation.isRightAssociative ? 0 : 1)
            )
            left = .binary(
                BinaryOperation(
                    operation: operation,
                    left: left,
                    right: right,
                    returnsBool: returnsBool,
                    matching: matching,
                    operatorRange: operatorRange
                )
            )
        }
        return left
    }

    private mutating func operand() throws(SyntaxError) -> Expression {
        guard case .binary(let sign) = current.kind, sign == .subtract || sign == .add else {
            return try postfixed(primary())
        }
        let start = current.range
        try advance()
        // A sign binds as multiplication does: weaker than a power, so that -1 ^ 2 is -1.
        let operand = try expression(minimumPrecedence: BinaryOperator.multiply.precedence + 1)
        let range = start.through(operand.range)
        if case .number(let literal) = operand {
            return .number(NumberLiteral(value: sign == .subtract ? -literal.value : literal.value, range: range))
        }
        return .unary(UnaryOperation(isNegation: sign == .subtract, operand: operand, range: range))
    }

    private mutating func primary() throws(SyntaxError) -> Expression {
        let token = current
        switch token.kind {
        case .number, .duration:
            return .number(NumberLiteral(value: try numberValue(), range: token.range))
        case .string:
            try advance()
            return .string(StringLiteral(bytes: QuotedText.bytes(of: token.text) ?? [], range: token.range))
        case .leftParenthesis:
            try advance()
            let inner = try expression(minimumPrecedence: 0)
            guard current.kind == .rightParenthesis else { throw unexpected() }
            try advance()
            return .parentheses(
                Parentheses(inner: inner, range: SourceRange(start: token.range.start, end: lastEnd))
            )
        case .leftBrace:
            return .selector(try selector(named: nil))
        case .aggregation(let operation):
            try advance()
            switch current.kind {
            case .leftParenthesis, .keyword(.by), .keyword(.without):
                return try aggregation(operation, startingAt: token)
            default:
                return .selector(try selector(named: token))
            }
        default:
            guard token.canNameMetric else { throw unexpected() }
            try advance()
            if current.kind == .leftParenthesis {
                switch token.kind {
                case .identifier, .keyword(.start), .keyword(.end), .keyword(.step), .keyword(.range):
                    return try call(token)
                default:
                    throw unexpected()
                }
            }
            return .selector(try selector(named: token))
        }
    }

    /// The value of the number or duration that is looked at, which is taken.
    mutating func numberValue() throws(SyntaxError) -> Double {
        let token = current
        try advance()
        guard token.kind == .duration else {
            guard let value = LiteralValue.number(token.text) else {
                throw SyntaxError("error parsing number: \(QuotedText.quote(token.text))", at: token.range)
            }
            return value
        }
        switch LiteralValue.duration(token.text) {
        case .success(let seconds): return seconds
        case .failure(.malformed):
            throw SyntaxError("not a valid duration string: \(QuotedText.quote(token.text))", at: token.range)
        case .failure(.outOfRange): throw SyntaxError("duration out of range", at: token.range)
        }
    }

    // MARK: Tokens

    mutating func advance() throws(SyntaxError) {
        lastEnd = current.range.end
        current = try lexer.next()
    }

    mutating func deepen() throws(SyntaxError) {
        depth += 1
        if depth > depthLimit {
            throw SyntaxError("expression is nested more than \(depthLimit) levels deep", at: current.range)
        }
    }

    /// Runs a part of the grammar one level deeper.
    mutating func deeper<Result>(
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        try deepen()
        defer { depth -= 1 }
        return try body(&self)
    }

    func unexpected(in context: String? = nil, expected: String? = nil) -> SyntaxError {
        var reason = "unexpected \(current.description)"
        if let context { reason += " in \(context)" }
        if let expected { reason += ", expected \(expected)" }
        return SyntaxError(reason, at: current.range)
    }
}
