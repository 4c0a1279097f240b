import Bytes
import LogStore
import QueryDSL
import TestSupport
import Testing

@Suite("query_string follows Lucene's classic syntax")
struct LuceneSyntaxTests {
    /// A query as Lucene would print it.
    static func text(_ query: Query) -> String {
        switch query {
        case .matchAll: return "*:*"
        case .matchNone: return "none"
        case .field(let name, let condition): return "\(name):\(text(condition))"
        case .anyField(let any): return text(any.condition)
        case .constantScore(let inner): return text(inner)
        case .boosted(let inner, let boost): return "\(text(inner))^\(boost)"
        case .bool(let bool):
            var parts = bool.must.map { "+\(nested($0))" } + bool.filter.map { "#\(nested($0))" }
            parts += bool.should.map(nested) + bool.mustNot.map { "-\(nested($0))" }
            return parts.joined(separator: " ")
        case .ids(let ids): return "ids(\(ids.joined(separator: ",")))"
        case .disjunctionMax(let queries, _): return queries.map(text).joined(separator: " | ")
        }
    }

    private static func nested(_ query: Query) -> String {
        if case .bool = query { return "(\(text(query)))" }
        return text(query)
    }

    private static func text(_ condition: FieldCondition) -> String {
        switch condition {
        case .exists: return "_exists_"
        case .term(let value, _): return value.text
        case .terms(let values): return values.map(\.text).joined(separator: "|")
        case .match(let match): return match.value.string ?? match.value.text
        case .phrase(let phrase):
            return "\"\(phrase.value.string ?? "")\"" + (phrase.slop > 0 ? "~\(phrase.slop)" : "")
        case .range(let range):
            let lower = range.lower.map { ($0.isInclusive ? "[" : "{") + ($0.value.string ?? $0.value.text) } ?? "[*"
            let upper = range.upper.map { ($0.value.string ?? $0.value.text) + ($0.isInclusive ? "]" : "}") } ?? "*]"
            return "\(lower) TO \(upper)"
        case .prefix(let text, _): return "prefix(\(text))"
        case .wildcard(let text, _): return "wildcard(\(text))"
        case .regexp(let text, _): return "/\(text)/"
        case .fuzzy(let text, let edits, _): return "\(text)~\(edits.map(String.init) ?? "auto")"
        case .normalized(let inner): return text(inner)
        }
    }

    @Test(arguments: [
        ("foo", "foo"), ("foo bar", "foo bar"), ("foo AND bar", "+foo +bar"), ("foo && bar", "+foo +bar"),
        ("a OR b AND c", "+b +c a"), ("a AND b OR c", "+a +b c"), ("NOT a", "-a"), ("a NOT b", "a -b"),
        ("a AND NOT b", "+a -b"), ("+a -b c", "+a c -b"), ("!a", "-a"), ("a || b", "a b"),
        ("(a OR b) AND c", "+(a b) +c"), ("f:(a OR b)", "f:a f:b"), ("f:a", "f:a"), ("f:\"x y\"", "f:\"x y\""),
        ("\"x y\"~3", "\"x y\"~3"), ("a.b\\:c:d", "a.b:c:d"), ("f:[1 TO 5]", "f:[1 TO 5]"),
        ("f:{1 TO 5}", "f:{1 TO 5}"), ("f:[1 TO 5}", "f:[1 TO 5}"), ("f:[* TO 5]", "f:[* TO 5]"),
        ("f:>10", "f:{10 TO *]"), ("f:>=10", "f:[10 TO *]"), ("f:<10", "f:[* TO 10}"), ("f:<=10", "f:[* TO 10]"),
        ("f:*", "f:_exists_"), ("_exists_:f", "f:_exists_"), ("f:[* TO *]", "f:_exists_"), ("*:*", "*:*"), ("*", "*:*"),
        ("f:te?t*", "f:wildcard(te?t*)"), ("*foo", "wildcard(*foo)"), ("f:/ab+c/", "f:/ab+c/"),
        ("f:/a\\/b/", "f:/a/b/"), ("foo~", "foo~auto"), ("foo~1", "foo~1"), ("a^2 b", "a^2.0 b"),
        ("foo\\-bar", "foo-bar"), ("foo-bar", "foo-bar"), ("f:a\\ b", "f:a b"), ("", "none"), ("  ", "none"),
        ("level:error AND \"foo bar\"", "+level:error +\"foo bar\""), ("-f:\"a\" AND g:/x/", "+g:/x/ -f:\"a\""),
        ("@timestamp:[2026-01-01 TO now-1d]", "@timestamp:[2026-01-01 TO now-1d]"), ("url:\\/api\\/v1", "url:/api/v1"),
    ])
    func example(text: String, expected: String) throws {
        #expect(Self.text(try LuceneParser.parse(text, LuceneOptions())) == expected)
    }

    @Test(arguments: [
        ("a b", "+a +b"), ("a OR b", "a b"), ("a b OR c", "+a b c"), ("a NOT b", "+a -b"),
    ])
    func requiringAll(text: String, expected: String) throws {
        var options = LuceneOptions()
        options.requiresAll = true
        #expect(Self.text(try LuceneParser.parse(text, options)) == expected)
    }

    @Test(arguments: ["a AND", "AND a", "(a", "a)", "\"a", "f:[1 TO", "f:[1 5]", "f:", "/ab", "a^", "f:{a TO b", "\\"])
    func wrong(text: String) {
        do {
            _ = try LuceneParser.parse(text, LuceneOptions())
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.kind == .queryShard && error.reason == "Failed to parse query [\(text)]")
            #expect(error.cause?.kind == .parse)
        }
    }

    @Test("any text gives a query or an error, and simple_query_string always a query")
    func anyText() throws {
        var generator = SeededGenerator(seed: 3)
        let seed = Array(#"+a -(b OR c) f:"x y"~2 AND g:[1 TO 5} h:/re/ i:>=3 j*"#.utf8)
        for _ in 0..<4000 {
            let bytes = generator.mutation(of: seed, alphabet: "+-&|!(){}[]^\"~*?:\\/<>= \tANDORTO")
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? LuceneParser.parse(text, LuceneOptions())
            let body: JSONValue = ["simple_query_string": ["query": .string(text)]]
            _ = try QueryParser.parse(try JSONBody(parsing: body.serialized()).root)
        }
        let deep = String(repeating: "(", count: 5000) + "a" + String(repeating: ")", count: 5000)
        #expect(throws: LogStoreError.self) { try LuceneParser.parse(deep, LuceneOptions()) }
    }

    @Test(arguments: [
        ("a b", "a b"), ("a + b", "+a +b"), ("a | b", "a b"), ("\"x y\" -z", "\"x y\" (+*:* -z)"),
        ("pre*", "prefix(pre)"),
        ("(a | b) + c", "+(a b) +c"), ("foo~1", "foo~1"), ("\"unfinished", "\"unfinished"),
    ])
    func simple(text: String, expected: String) throws {
        let body: JSONValue = ["simple_query_string": ["query": .string(text)]]
        #expect(Self.text(try QueryParser.parse(try JSONBody(parsing: body.serialized()).root)) == expected)
    }
}
