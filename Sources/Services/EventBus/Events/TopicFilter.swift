/// Which topics a subscription wants, in NATS's words: tokens between dots, `*` for any one token, `>` at the end for
/// one or more.
public struct TopicFilter: Sendable, Equatable {
    public let patterns: [String]
    private let tokens: [[Substring]]

    public init(_ patterns: [String]) {
        self.patterns = patterns
        tokens = patterns.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    }

    public func matches(_ topic: String) -> Bool {
        let parts = topic.split(separator: ".", omittingEmptySubsequences: false)
        return tokens.contains { Self.matches(parts, $0) }
    }

    private static func matches(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        for (index, token) in pattern.enumerated() {
            if token == ">" { return index == pattern.count - 1 && parts.count > index }
            guard index < parts.count, token == "*" || token == parts[index] else { return false }
        }
        return parts.count == pattern.count
    }
}
