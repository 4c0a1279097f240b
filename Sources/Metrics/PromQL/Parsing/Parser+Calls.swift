extension Parser {
    /// A call behind its name.
    mutating func call(_ name: Token) throws(SyntaxError) -> Expression {
        let arguments = try arguments()
        guard let function = Function(rawValue: name.text) else {
            let quoted = QuotedText.quote(name.text)
            throw SyntaxError(
                Function.notEnabled.contains(name.text)
                    ? "function \(quoted) is not enabled" : "unknown function with name \(quoted)",
                at: name.range
            )
        }
        return .call(
            FunctionCall(
                function: function,
                arguments: arguments,
                range: SourceRange(start: name.range.start, end: lastEnd)
            )
        )
    }

    /// `(a, b, …)`
    private mutating func arguments() throws(SyntaxError) -> [Expression] {
        try advance()
        var arguments: [Expression] = []
        if current.kind == .rightParenthesis {
            try advance()
            return arguments
        }
        while true {
            arguments.append(try expression(minimumPrecedence: 0))
            if current.kind == .rightParenthesis {
                try advance()
                return arguments
            }
            guard current.kind == .comma else { throw unexpected() }
            let comma = current.range
            try advance()
            if current.kind == .rightParenthesis {
                throw SyntaxError("trailing commas not allowed in function call args", at: comma)
            }
        }
    }

    /// An aggregation behind its name; the grouping stands before or behind the arguments.
    mutating func aggregation(_ operation: AggregationOperator, startingAt name: Token) throws(SyntaxError)
        -> Expression
    {
        var grouping = try grouping()
        guard current.kind == .leftParenthesis else { throw unexpected(in: "aggregation") }
        var arguments = try arguments()
        if grouping == nil { grouping = try self.grouping() }
        let range = SourceRange(start: name.range.start, end: lastEnd)
        if arguments.isEmpty {
            throw SyntaxError("no arguments for aggregate expression provided", at: range)
        }
        if operation == .limitRatio {
            throw SyntaxError(
                "\(operation.rawValue)() is experimental and must be enabled with "
                    + "--enable-feature=promql-experimental-functions",
                at: range
            )
        }
        let expected = operation.parameterType == nil ? 1 : 2
        guard arguments.count == expected, let operand = arguments.popLast() else {
            throw SyntaxError(
                "wrong number of arguments for aggregate expression provided, expected \(expected), "
                    + "got \(arguments.count)",
                at: range
            )
        }
        return .aggregation(
            Aggregation(
                operation: operation,
                parameter: arguments.first,
                operand: operand,
                grouping: grouping ?? .by([]),
                range: range
            )
        )
    }

    private mutating func grouping() throws(SyntaxError) -> Grouping? {
        switch current.kind {
        case .keyword(.by):
            try advance()
            return .by(try labelList())
        case .keyword(.without):
            try advance()
            return .without(try labelList())
        default:
            return nil
        }
    }

    /// `bool`, `on (…)`, `ignoring (…)`, `group_left (…)`, `group_right (…)` and fills behind an operator.
    mutating func modifiers() throws(SyntaxError) -> (returnsBool: Bool, matching: VectorMatching) {
        var matching = VectorMatching()
        let returnsBool = current.kind == .keyword(.bool)
        if returnsBool { try advance() }
        if current.kind == .keyword(.on) || current.kind == .keyword(.ignoring) {
            matching.isOn = current.kind == .keyword(.on)
            try advance()
            matching.labels = try labelList()
            if current.kind == .keyword(.groupLeft) || current.kind == .keyword(.groupRight) {
                matching.cardinality = current.kind == .keyword(.groupLeft) ? .manyToOne : .oneToMany
                try advance()
                if current.kind == .leftParenthesis { matching.included = try labelList() }
            }
        }
        try fills(&matching)
        return (returnsBool, matching)
    }

    /// `fill (0)`, or one or both of `fill_left (0)` and `fill_right (0)`.
    private mutating func fills(_ matching: inout VectorMatching) throws(SyntaxError) {
        if current.kind == .keyword(.fill) {
            matching.leftFill = try fillValue()
            matching.rightFill = matching.leftFill
            return
        }
        while true {
            if current.kind == .keyword(.fillLeft), matching.leftFill == nil {
                matching.leftFill = try fillValue()
            } else if current.kind == .keyword(.fillRight), matching.rightFill == nil {
                matching.rightFill = try fillValue()
            } else {
                return
            }
        }
    }

    private mutating func fillValue() throws(SyntaxError) -> Double {
        try advance()
        guard current.kind == .leftParenthesis else { throw unexpected(in: "fill modifier", expected: "\"(\"") }
        try advance()
        let isNegative = current.kind == .binary(.subtract)
        if isNegative || current.kind == .binary(.add) { try advance() }
        guard current.kind == .number || current.kind == .duration else {
            throw unexpected(in: "fill modifier", expected: "number")
        }
        let value = try numberValue()
        guard current.kind == .rightParenthesis else { throw unexpected(in: "fill modifier", expected: "\")\"") }
        try advance()
        return isNegative ? -value : value
    }

    /// `(name, "name in quotes", …)`
    private mutating func labelList() throws(SyntaxError) -> [String] {
        guard current.kind == .leftParenthesis else { throw unexpected(in: "grouping opts", expected: "\"(\"") }
        try advance()
        var labels: [String] = []
        while current.kind != .rightParenthesis {
            if current.kind == .string {
                let name = QuotedText.unquote(current.text) ?? ""
                guard !name.isEmpty else { throw unexpected(in: "grouping opts", expected: "label") }
                labels.append(name)
            } else if current.canNameLabel {
                labels.append(current.text)
            } else {
                throw unexpected(in: "grouping opts", expected: "label")
            }
            try advance()
            if current.kind == .comma {
                try advance()
            } else if current.kind != .rightParenthesis {
                throw unexpected(in: "grouping opts", expected: "\",\" or \")\"")
            }
        }
        try advance()
        return labels
    }
}
