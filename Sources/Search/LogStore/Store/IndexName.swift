/// The rules for names of indices, in Elasticsearch's words.
public enum IndexName {
    public static func validate(_ name: String) throws(LogStoreError) {
        func invalid(_ reason: String) -> LogStoreError {
            LogStoreError(.invalidIndexName, "Invalid index name [\(name)], \(reason)", index: name)
        }
        guard !name.isEmpty else { throw invalid("must not be empty") }
        guard name.utf8.count <= 255 else {
            throw invalid("index name is too long, (\(name.utf8.count) > 255)")
        }
        guard name != ".", name != ".." else { throw invalid("must not be '.' or '..'") }
        if name.contains("#") { throw invalid("must not contain '#'") }
        if name.contains(":") { throw invalid("must not contain ':'") }
        if let first = name.first, "_-+".contains(first) { throw invalid("must not start with '_', '-', or '+'") }
        if name.contains(where: { "\\/*?\"<>| ,".contains($0) })
            || name.unicodeScalars.contains(where: { $0.value < 32 })
        {
            throw invalid(
                "must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',',']"
            )
        }
        guard name == StandardAnalyzer.lowercased(name) else { throw invalid("must be lowercase") }
    }

    public static func notFound(_ name: String) -> LogStoreError {
        LogStoreError(.indexNotFound, "no such index [\(name)]", index: name)
    }
}

/// What an index expression may leave open.
public struct IndexOptions: Sendable {
    /// A name that is not there is passed over.
    public var ignoreUnavailable: Bool
    /// A pattern may match nothing.
    public var allowNoIndices: Bool

    public init(ignoreUnavailable: Bool = false, allowNoIndices: Bool = true) {
        self.ignoreUnavailable = ignoreUnavailable
        self.allowNoIndices = allowNoIndices
    }
}

extension LogStore {
    /// The indices that an expression names: `logs`, `logs-*,-logs-old`, `_all`, or nothing for all. Names that begin
    /// with a dot are only matched by patterns that do.
    public func resolve(_ expression: String, _ options: IndexOptions = IndexOptions()) throws(LogStoreError)
        -> [LogIndex]
    {
        let parts = expression.split(separator: ",", omittingEmptySubsequences: true).map(String.init)
        let all = self.all
        if parts.isEmpty || parts == ["_all"] || parts == ["*"] {
            let visible = all.filter { !$0.name.hasPrefix(".") }
            if visible.isEmpty, !options.allowNoIndices {
                throw IndexName.notFound(expression.isEmpty ? "_all" : expression)
            }
            return visible
        }
        var chosen: [String: LogIndex] = [:]
        var sawPattern = false
        for part in parts {
            if part.hasPrefix("<") {
                throw LogStoreError(.illegalArgument, "date math in index names is not supported: [\(part)]")
            }
            if part.contains(":") {
                throw LogStoreError(
                    .illegalArgument,
                    "no such remote cluster: [\(part.split(separator: ":").first ?? "")]"
                )
            }
            if part.hasPrefix("-"), sawPattern {
                let pattern = String(part.dropFirst())
                for name in chosen.keys where WildcardPattern.simple(pattern, matches: name) { chosen[name] = nil }
            } else if part.contains("*") || part == "_all" {
                sawPattern = true
                let pattern = part == "_all" ? "*" : part
                let matching = all.filter {
                    WildcardPattern.simple(pattern, matches: $0.name)
                        && (pattern.hasPrefix(".") || !$0.name.hasPrefix("."))
                }
                if matching.isEmpty, !options.allowNoIndices { throw IndexName.notFound(part) }
                for index in matching { chosen[index.name] = index }
            } else if let index = index(named: part) {
                chosen[part] = index
            } else {
                guard options.ignoreUnavailable else {
                    if part.hasPrefix("_") { try IndexName.validate(part) }
                    throw IndexName.notFound(part)
                }
            }
        }
        if chosen.isEmpty, !options.allowNoIndices { throw IndexName.notFound(expression) }
        return chosen.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
