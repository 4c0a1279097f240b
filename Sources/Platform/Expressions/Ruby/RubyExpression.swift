internal import CExpressions
internal import Synchronization

/// A regular expression of Ruby's dialect, as Fluentd's configurations have them: Oniguruma with Ruby's syntax.
///
/// `\w`, `\d` and `\s` are ASCII and `[[:alpha:]]` and `\p{…}` are Unicode's, as in Ruby; where a pattern names groups,
/// parentheses without a name do not capture. Bytes that are not UTF-8 are matched as single bytes, where Ruby raises an
/// error. It backtracks: for patterns of the operator, not of strangers, and with a limit on how far.
public final class RubyExpression: Sendable {
    /// What stands behind the second slash in `/pattern/ixm`.
    public struct Options: OptionSet, Sendable, Hashable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// `i`
        public static let ignoreCase = Options(rawValue: UInt32(CX_IGNORE_CASE))
        /// `x`: white space and comments in the pattern do not count.
        public static let extended = Options(rawValue: UInt32(CX_EXTENDED))
        /// `m`: a dot matches a newline too.
        public static let multiline = Options(rawValue: UInt32(CX_DOT_NEWLINE))
    }

    /// The longest pattern that is compiled, in bytes.
    public static let maxPatternBytes = 64 << 10
    /// How many alternatives a search goes back to before it gives up, unless said otherwise: some tens of milliseconds.
    public static let defaultRetryLimit = 1_000_000

    /// The pattern as it was given, without slashes.
    public let pattern: String
    public let options: Options
    /// How many alternatives a search goes back to before it gives up.
    public let retryLimit: Int
    private let engine: RubyEngine
    private let abandoned = Atomic<Int>(0)

    /// Compiles a pattern.
    public init(
        _ pattern: String,
        options: Options = [],
        retryLimit: Int = RubyExpression.defaultRetryLimit
    ) throws(ExpressionError) {
        guard pattern.utf8.count <= Self.maxPatternBytes else {
            throw ExpressionError(
                pattern: String(pattern.prefix(64)) + "…",
                reason: "a pattern of \(pattern.utf8.count) bytes, the limit is \(Self.maxPatternBytes)"
            )
        }
        self.pattern = pattern
        self.options = options
        self.retryLimit = max(1, retryLimit)
        do {
            engine = try RubyEngine(pattern: pattern, options: options.rawValue)
        } catch {
            throw ExpressionError(pattern: pattern, reason: error.reason)
        }
    }

    /// Groups that capture, without the whole match.
    public var groupCount: Int { engine.groupCount }

    /// The named groups in the order in which they stand in the pattern. A name may be there more than once.
    public var groupNames: [(name: String, index: Int)] { engine.groupNames }

    /// How many searches of `firstMatch` were given up because they passed `retryLimit`.
    public var abandonedSearches: Int { abandoned.load(ordering: .relaxed) }

    /// The bounds of the first match and of its groups, as offsets in `bytes`: the whole match first, nil for a group that
    /// took no part.
    ///
    /// - Parameter range: The text, which `^`, `\A` and look-behinds do not see beyond; all of `bytes` without it.
    /// - Throws: When the search goes back more than `retryLimit` times.
    public func search(in bytes: [UInt8], range: Range<Int>? = nil) throws(ExpressionError) -> [Range<Int>?]? {
        let range = range ?? 0..<bytes.count
        do {
            let found = try engine.firstMatch(in: bytes[range], retryLimit: retryLimit)
            guard range.lowerBound > 0, let found else { return found }
            return found.map { bounds in
                bounds.map { $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound }
            }
        } catch {
            throw ExpressionError(pattern: pattern, reason: error.reason)
        }
    }

    /// As `search`, but a search that is given up is no match, and counted in `abandonedSearches`.
    public func firstMatch(in bytes: [UInt8], range: Range<Int>? = nil) -> [Range<Int>?]? {
        do throws(ExpressionError) {
            return try search(in: bytes, range: range)
        } catch {
            abandoned.add(1, ordering: .relaxed)
            return nil
        }
    }

    /// The named groups of a match, by name, in the pattern's order. Of several groups with one name the last that took
    /// part counts, as in Ruby.
    public func namedRanges(of match: [Range<Int>?]) -> [(name: String, range: Range<Int>)] {
        var ranges: [(name: String, range: Range<Int>)] = []
        for (name, index) in groupNames where index < match.count {
            guard let range = match[index] else { continue }
            if let earlier = ranges.firstIndex(where: { $0.name == name }) {
                ranges[earlier].range = range
            } else {
                ranges.append((name, range))
            }
        }
        return ranges
    }
}
