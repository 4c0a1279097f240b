import Expressions

// Unsafe because a span of bytes may show padding, which text has none of.

extension LinearExpression {
    /// Whether the bytes of a text match, by the way that takes a span.
    func matchesSpan(of text: String) -> Bool {
        let utf8 = Array(text.utf8)
        return unsafe matches(utf8.span.bytes)
    }
}
