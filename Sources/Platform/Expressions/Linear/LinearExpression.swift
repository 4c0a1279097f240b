internal import CExpressions

/// A regular expression that is matched in time linear in the text, whatever the pattern: RE2's syntax, which is Go's.
///
/// For patterns and texts of strangers. There are no look-arounds and no back references. The text should be UTF-8; a dot
/// does not match a byte that is not.
public final class LinearExpression: Sendable {
    /// The longest pattern that is compiled, in bytes.
    public static let maxPatternBytes = 64 << 10
    /// What a compiled expression may take, in bytes, with its caches. RE2 refuses a pattern that needs more than two
    /// thirds of it, such as `((x{100}){100}){100}`.
    public static let maxMemory = 8 << 20

    /// The pattern as it was given.
    public let pattern: String
    /// Whether a match must be the whole text.
    public let anchored: Bool
    let engine: LinearEngine

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - anchored: The whole text must match, and a dot matches a newline too: Prometheus's `^(?s:…)$`.
    ///   - caseInsensitive: As if the pattern began with `(?i)`.
    public init(
        _ pattern: String,
        anchored: Bool = false,
        caseInsensitive: Bool = false
    ) throws(ExpressionError) {
        guard pattern.utf8.count <= Self.maxPatternBytes else {
            throw ExpressionError(
                pattern: String(pattern.prefix(64)) + "…",
                reason: "a pattern of \(pattern.utf8.count) bytes, the limit is \(Self.maxPatternBytes)"
            )
        }
        self.pattern = pattern
        self.anchored = anchored
        var options: UInt32 = 0
        if anchored { options |= UInt32(CX_DOT_NEWLINE) }
        if caseInsensitive { options |= UInt32(CX_IGNORE_CASE) }
        do {
            engine = try LinearEngine(
                pattern: GoSyntax.named(pattern),
                options: options,
                maxMemory: Self.maxMemory
            )
        } catch {
            throw ExpressionError(pattern: pattern, reason: error.reason)
        }
    }

    /// Groups in parentheses, without the whole match.
    public var groupCount: Int { engine.groupCount }

    /// The names by group, nil for one without; the whole match, without a name, comes first.
    public var groupNames: [String?] { engine.groupNames }

    /// Whether the text, or with `anchored` all of it, matches.
    public func matches(_ text: String) -> Bool {
        engine.matches(text, anchored: anchored)
    }

    /// Whether the bytes of a text match.
    public func matches(_ text: RawSpan) -> Bool {
        engine.matches(text, anchored: anchored)
    }

    /// Whether the bytes of a text match.
    public func matches(_ text: [UInt8]) -> Bool {
        engine.matches(text, anchored: anchored)
    }

    /// The bounds of the first match and of its groups, as offsets in `text`: the whole match first, nil for a group that
    /// took no part.
    ///
    /// - Parameter start: Where the search begins. What is before it still counts for `^` and `\b`.
    public func firstMatch(in text: [UInt8], from start: Int = 0) -> [Range<Int>?]? {
        engine.firstMatch(in: text, from: start, anchored: anchored)
    }

    /// The texts of the first match and of its groups: the whole match first, nil for a group that took no part.
    public func captures(_ text: String) -> [String?]? {
        let utf8 = Array(text.utf8)
        return firstMatch(in: utf8)?.map { range in
            range.map { String(decoding: utf8[$0], as: UTF8.self) }
        }
    }
}
