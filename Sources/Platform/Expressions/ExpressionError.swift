/// A pattern that is none, or that cannot be matched against a text within its limits.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was given.
    public var pattern: String
    /// What is wrong with it, in the library's words.
    public var reason: String
    /// Where in the pattern, in bytes of UTF-8, where that is known.
    public var offset: Int?

    public init(pattern: String, reason: String, offset: Int? = nil) {
        self.pattern = pattern
        self.reason = reason
        self.offset = offset
    }

    public var description: String {
        let place = offset.map { " at offset \($0)" } ?? ""
        return "regular expression \"\(pattern)\": \(reason)\(place)"
    }
}
