import PromQL
import Testing

/// What is refused, with the words and the place that Prometheus gives.
@Suite struct ParserErrorTests {
    private static let cases: [(query: String, error: String)] = [
        ("", "1:1: parse error: no expression found in input"),
        ("1 +", "1:4: parse error: unexpected end of input"),
        ("foo bar", "1:5: parse error: unexpected identifier \"bar\""),
        ("*1", "1:1: parse error: unexpected <op:*>"),
        ("(1", "1:3: parse error: unclosed left parenthesis"),
        ("1)", "1:2: parse error: unexpected right parenthesis ')'"),
        ("foo{", "1:5: parse error: unexpected end of input inside braces"),
        ("foo[5m", "1:7: parse error: unexpected end of input in duration expression"),
        ("foo{bar}", "1:8: parse error: unexpected \"}\" in label matching, expected label matching operator"),
        ("foo{bar=baz}", "1:9: parse error: unexpected identifier \"baz\" in label matching, expected string"),
        (
            "foo{a=\"b\" c=\"d\"}",
            "1:11: parse error: unexpected identifier \"c\" in label matching, expected \",\" or \"}\""
        ),
        ("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
        ("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
        ("foo{__name__=\"bar\"}", "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\""),
        ("foo[0s]", "1:5: parse error: duration must be greater than 0"),
        ("foo[5m][5m]", "1:8: parse error: ranges only allowed for vector selectors"),
        ("foo offset 1m [5m]", "1:15: parse error: no offset modifiers allowed before range"),
        ("foo @ 1 [5m]", "1:9: parse error: no @ modifiers allowed before range"),
        ("foo offset 1m offset 2m", "1:1: parse error: offset may not be set multiple times"),
        ("foo @ 1 @ 2", "1:1: parse error: @ <timestamp> may not be set multiple times"),
        ("foo @ Inf", "1:1: parse error: timestamp out of bounds for @ modifier: +Inf"),
        ("foo[5m:", "1:8: parse error: unexpected end of input in duration expression"),
        ("foo[", "1:5: parse error: unexpected end of input in duration expression"),
        ("foo[]", "1:5: parse error: unexpected \"]\" in subquery selector, expected duration"),
        ("rate(foo)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector"),
        ("rate()", "1:1: parse error: expected 1 argument(s) in call to \"rate\", got 0"),
        ("round()", "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0"),
        ("round(foo, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3"),
        ("nonsense(foo)", "1:1: parse error: unknown function with name \"nonsense\""),
        ("abs(foo,)", "1:8: parse error: trailing commas not allowed in function call args"),
        ("sum()", "1:1: parse error: no arguments for aggregate expression provided"),
        (
            "topk(foo)",
            "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1"
        ),
        ("sum(1)", "1:5: parse error: expected type instant vector in aggregation expression, got scalar"),
        ("sum by foo (bar)", "1:8: parse error: unexpected identifier \"foo\" in grouping opts, expected \"(\""),
        (
            "sum by (a b) (c)",
            "1:11: parse error: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\""
        ),
        ("sum by (1) (c)", "1:9: parse error: unexpected number \"1\" in grouping opts, expected label"),
        ("1 > 2", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
        ("foo + bool bar", "1:5: parse error: bool modifier can only be used on comparison operators"),
        ("1 and foo", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression"),
        ("foo and on(a) group_left() bar", "1:1: parse error: no grouping allowed for \"and\" operation"),
        ("1 + on(a) foo", "1:1: parse error: vector matching only allowed between instant vectors"),
        (
            "foo * on(a) group_left(a) bar",
            "1:5: parse error: label \"a\" must not occur in ON and GROUP clause at once"
        ),
        (
            "foo[5m] + 1",
            "1:1: parse error: binary expression must contain only scalar and instant vector types"
        ),
        (
            "-\"a\"",
            "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "
                + "\"string\""
        ),
        ("(1)[5m:]", "1:1: parse error: subquery is only allowed on instant vector, got scalar instead"),
        ("\"abc", "1:1: parse error: unterminated quoted string"),
        ("\"a\\qb\"", "1:1: parse error: unknown escape sequence U+0071 'q'"),
        ("`abc", "1:1: parse error: unterminated raw string"),
        ("1_", "1:1: parse error: bad number or duration syntax: \"1\""),
        ("foo =~ 1", "1:5: parse error: unexpected character after '=': '~'"),
        ("foo ! bar", "1:5: parse error: unexpected character after '!': ' '"),
        ("foo ? bar", "1:5: parse error: unexpected character: '?'"),
        ("foo\n  + bar[", "2:9: parse error: unexpected end of input in duration expression"),
        ("foo{bar=~\"(\"}", "1:5: parse error: error parsing regexp: missing ): (: `(`"),
        (
            "1 offset 5m",
            "1:1: parse error: offset modifier must be preceded by an instant vector selector or range "
                + "vector selector or a subquery"
        ),
        ("info(foo)", "1:1: parse error: function \"info\" is not enabled"),
        ("foo[5m] anchored smoothed", "1:1: parse error: anchored and smoothed modifiers cannot be used together"),
        ("foo[5m:] smoothed", "1:1: parse error: smoothed modifier is not supported for subqueries"),
        ("1 anchored", "1:1: parse error: anchored modifier not implemented"),
        ("a + fill(b) c", "1:10: parse error: unexpected identifier \"b\" in fill modifier, expected number"),
        ("a and fill(0) c", "1:1: parse error: filling in missing series not allowed for set operators"),
        ("1 + fill(0) c", "1:1: parse error: filling in missing series only allowed between instant vectors"),
    ]

    @Test(arguments: cases) func refused(_ query: String, _ expected: String) {
        do {
            _ = try QueryEngine().parse(query)
            Issue.record("\(query) is not refused")
        } catch {
            #expect(error.description == expected)
            #expect(error.kind == .parse)
        }
    }

    @Test func depthIsLimited() throws {
        let engine = QueryEngine(options: QueryOptions(depthLimit: 50))
        for deep in [
            String(repeating: "(", count: 1000) + "1" + String(repeating: ")", count: 1000),
            "1" + String(repeating: " + 1", count: 1000),
            String(repeating: "-", count: 1000) + "1",
            "foo[" + String(repeating: "(", count: 1000) + "1m" + String(repeating: ")", count: 1000) + "]",
            String(repeating: "abs(", count: 1000) + "foo" + String(repeating: ")", count: 1000),
        ] {
            do {
                _ = try engine.parse(deep)
                Issue.record("\(deep.prefix(20))… is not refused")
            } catch {
                #expect(error.reason.contains("levels deep"))
                #expect(error.position != nil)
            }
        }
        _ = try engine.parse("((((1 + 1) + 1) + 1) + 1)")
    }

    /// The deepest query that is allowed is also evaluated.
    @Test func theDeepestQueryRuns() throws {
        let limit = QueryOptions().depthLimit
        // A parenthesis, an operator and its right side are a level each.
        let count = limit / 3 - 1
        let nested = String(repeating: "(1 + ", count: count) + "1" + String(repeating: ")", count: count)
        let chained = "1" + String(repeating: " + 1", count: limit - 3)
        for (query, expected) in [(nested, count + 1), (chained, limit - 2)] {
            let result = try QueryEngine().instant(query, at: 0, over: MemoryStore([]))
            #expect(result.value == .scalar(timestamp: 0, value: Double(expected)))
        }
    }

    /// Keywords are names where they are not needed as keywords.
    @Test(arguments: [
        "sum", "by", "offset offset 5m", "start + end", "fill", "and{a=\"b\"}", "sum by (sum, by, on) (count)",
        "foo{by=\"a\", sum=\"b\", __name__=\"c\"} or bar",
        "{\"metric.with.dots\", \"label.x\"=\"y\"}", "a:b:c{d='e'} # comment",
    ])
    func accepted(_ query: String) {
        do {
            _ = try QueryEngine().parse(query)
            #expect(!query.contains("__name__"))
        } catch {
            #expect(query.contains("__name__"), "\(error)")
        }
    }
}
