import Expressions
import TimeSeries

extension Parser {
    /// A selector behind its name, or at its left brace.
    mutating func selector(named name: Token?) throws(SyntaxError) -> VectorSelector {
        let start = name?.range.start ?? current.range.start
        var matchers: [LabelMatcher] = []
        if current.kind == .leftBrace { matchers = try matcherList() }
        if let name { matchers.append(LabelMatcher(Label.metricName, equals: name.text)) }
        return VectorSelector(
            name: name?.text,
            matchers: matchers,
            range: SourceRange(start: start, end: lastEnd)
        )
    }

    private mutating func matcherList() throws(SyntaxError) -> [LabelMatcher] {
        try advance()
        var matchers: [LabelMatcher] = []
        while current.kind != .rightBrace {
            let label = current
            switch label.kind {
            case .identifier:
                try advance()
                matchers.append(try matcher(named: label.text, at: label.range))
            case .string:
                try advance()
                let name = QuotedText.unquote(label.text) ?? ""
                if current.kind == .comma || current.kind == .rightBrace {
                    matchers.append(LabelMatcher(Label.metricName, equals: name))
                } else {
                    matchers.append(try matcher(named: name, at: label.range))
                }
            default:
                throw unexpected(in: "label matching", expected: "identifier or \"}\"")
            }
            if current.kind == .comma {
                try advance()
            } else if current.kind != .rightBrace {
                throw unexpected(in: "label matching", expected: "\",\" or \"}\"")
            }
        }
        try advance()
        return matchers
    }

    private mutating func matcher(named name: String, at range: SourceRange) throws(SyntaxError) -> LabelMatcher {
        let operation: LabelMatcher.Operation
        switch current.kind {
        case .equals: operation = .equal
        case .binary(.notEqual): operation = .notEqual
        case .matches: operation = .matches
        case .doesNotMatch: operation = .doesNotMatch
        default: throw unexpected(in: "label matching", expected: "label matching operator")
        }
        try advance()
        guard current.kind == .string, let value = QuotedText.unquote(current.text) else {
            throw unexpected(in: "label matching", expected: "string")
        }
        let whole = range.through(current.range)
        try advance()
        do {
            return try LabelMatcher(name, operation, value)
        } catch {
            throw SyntaxError(
                "error parsing regexp: \(error.reason): `\(value)`",
                at: whole
            )
        }
    }

    // MARK: What follows a selector

    /// Ranges, offsets and fixed times behind an expression.
    mutating func postfixed(_ expression: Expression) throws(SyntaxError) -> Expression {
        var result = expression
        var levels = 0
        while true {
            switch current.kind {
            case .leftBracket:
                // Each bracket wraps what stands before it, as deep as there are brackets.
                try checkLevels(&levels)
                result = try bracketed(result)
            case .keyword(.offset):
                result = try withOffset(result)
            case .at:
                result = try withFixedTime(result)
            case .keyword(.anchored):
                result = try withEnds(.anchored, result)
            case .keyword(.smoothed):
                result = try withEnds(.smoothed, result)
            default:
                return result
            }
        }
    }

    private mutating func checkLevels(_ levels: inout Int) throws(SyntaxError) {
        levels += 1
        if levels > 32 {
            throw SyntaxError("more than 32 ranges follow one another", at: current.range)
        }
    }

    private mutating func bracketed(_ expression: Expression) throws(SyntaxError) -> Expression {
        let bracket = current.range
        try advance()
        guard startsDuration else { throw unexpected(in: "subquery selector", expected: "duration") }
        let duration = try duration(allowsNegative: false)
        if current.kind == .colon {
            return .subquery(try subquery(of: expression, duration: duration))
        }
        guard current.kind == .rightBracket else {
            throw unexpected(in: "subquery or range", expected: "\":\" or \"]\"")
        }
        try advance()
        let brackets = SourceRange(start: bracket.start, end: lastEnd)
        guard case .selector(let selector) = expression else {
            throw SyntaxError("ranges only allowed for vector selectors", at: brackets)
        }
        if selector.offset != nil {
            throw SyntaxError("no offset modifiers allowed before range", at: brackets)
        }
        if selector.fixedTime != nil {
            throw SyntaxError("no @ modifiers allowed before range", at: brackets)
        }
        return .rangeSelector(
            RangeSelector(selector: selector, duration: duration, range: selector.range.through(brackets))
        )
    }

    private mutating func subquery(of expression: Expression, duration: DurationExpression) throws(SyntaxError)
        -> Subquery
    {
        try advance()
        var resolution: DurationExpression?
        if current.kind != .rightBracket {
            guard startsDuration else {
                throw unexpected(in: "subquery selector", expected: "duration or \"]\"")
            }
            resolution = try self.duration(allowsNegative: false)
        }
        guard current.kind == .rightBracket else { throw unexpected(in: "subquery selector", expected: "\"]\"") }
        try advance()
        return Subquery(
            inner: expression,
            duration: duration,
            resolution: resolution,
            range: SourceRange(start: expression.range.start, end: lastEnd)
        )
    }

    private mutating func withOffset(_ expression: Expression) throws(SyntaxError) -> Expression {
        try advance()
        guard startsDuration else { throw unexpected(in: "offset", expected: "number, duration, step(), or range()") }
        let offset = try offsetDuration()
        let twice = SyntaxError("offset may not be set multiple times", at: expression.range)
        switch expression {
        case .selector(var selector):
            if selector.offset != nil { throw twice }
            selector.offset = offset
            selector.range.end = lastEnd
            return .selector(selector)
        case .rangeSelector(var node):
            if node.selector.offset != nil { throw twice }
            node.selector.offset = offset
            node.range.end = lastEnd
            return .rangeSelector(node)
        case .subquery(var node):
            if node.offset != nil { throw twice }
            node.offset = offset
            node.range.end = lastEnd
            return .subquery(node)
        default:
            throw SyntaxError(
                "offset modifier must be preceded by an instant vector selector or range vector selector or a "
                    + "subquery",
                at: expression.range
            )
        }
    }

    private mutating func withFixedTime(_ expression: Expression) throws(SyntaxError) -> Expression {
        try advance()
        let time = try fixedTime(before: expression)
        let twice = SyntaxError("@ <timestamp> may not be set multiple times", at: expression.range)
        switch expression {
        case .selector(var selector):
            if selector.fixedTime != nil { throw twice }
            selector.fixedTime = time
            selector.range.end = lastEnd
            return .selector(selector)
        case .rangeSelector(var node):
            if node.selector.fixedTime != nil { throw twice }
            node.selector.fixedTime = time
            node.range.end = lastEnd
            return .rangeSelector(node)
        case .subquery(var node):
            if node.fixedTime != nil { throw twice }
            node.fixedTime = time
            node.range.end = lastEnd
            return .subquery(node)
        default:
            throw SyntaxError(
                "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery",
                at: expression.range
            )
        }
    }

    private mutating func withEnds(_ ends: RangeEnds, _ expression: Expression) throws(SyntaxError) -> Expression {
        let name = ends == .anchored ? "anchored" : "smoothed"
        let both = SyntaxError("anchored and smoothed modifiers cannot be used together", at: expression.range)
        try advance()
        switch expression {
        case .selector(var selector):
            if selector.ends != .open, selector.ends != ends { throw both }
            selector.ends = ends
            return .selector(selector)
        case .rangeSelector(var node):
            if node.selector.ends != .open, node.selector.ends != ends { throw both }
            node.selector.ends = ends
            return .rangeSelector(node)
        case .subquery:
            throw SyntaxError("\(name) modifier is not supported for subqueries", at: expression.range)
        default:
            throw SyntaxError("\(name) modifier not implemented", at: expression.range)
        }
    }

    private mutating func fixedTime(before expression: Expression) throws(SyntaxError) -> FixedTime {
        var isNegative = false
        switch current.kind {
        case .keyword(.start), .keyword(.end):
            let time = current.kind == .keyword(.start) ? FixedTime.queryStart : .queryEnd
            try advance()
            guard current.kind == .leftParenthesis else { throw unexpected(in: "@", expected: "timestamp") }
            try advance()
            guard current.kind == .rightParenthesis else { throw unexpected(in: "@", expected: "timestamp") }
            try advance()
            return time
        case .binary(.subtract), .binary(.add):
            isNegative = current.kind == .binary(.subtract)
            try advance()
        default: break
        }
        guard current.kind == .number || current.kind == .duration else {
            throw unexpected(in: "@", expected: "timestamp")
        }
        let value = try numberValue()
        let seconds = isNegative ? -value : value
        guard (seconds * 1000).magnitude < 0x1p63 else {
            throw SyntaxError(
                "timestamp out of bounds for @ modifier: \(FloatText.fixed(seconds))",
                at: expression.range
            )
        }
        return .milliseconds(Int64((seconds * 1000).rounded(.toNearestOrAwayFromZero)))
    }
}
