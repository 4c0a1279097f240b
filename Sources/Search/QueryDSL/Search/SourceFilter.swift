public import Bytes
import LogStore

/// Which parts of a document's source are shown.
public struct SourceFilter: Sendable, Equatable {
    /// No source at all.
    public var isOff = false
    /// Empty: everything.
    public var includes: [String] = []
    public var excludes: [String] = []

    public static let everything = SourceFilter()

    public init(isOff: Bool = false, includes: [String] = [], excludes: [String] = []) {
        self.isOff = isOff
        self.includes = includes
        self.excludes = excludes
    }

    init(parsing node: BodyNode) throws(LogStoreError) {
        switch node.kind {
        case .true: return
        case .false: isOff = true
        case .string, .array: includes = try node.strings("_source", "_source")
        case .object:
            for (key, value) in node.members {
                switch key {
                case "includes", "include": includes = try value.strings("_source", key)
                case "excludes", "exclude": excludes = try value.strings("_source", key)
                case "exclude_vectors": _ = try value.bool("_source", key)
                default: throw value.parsing("Unknown key for a \(value.tokenName) in [\(key)].")
                }
            }
        case .null, .number:
            throw node.parsing(
                "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [\(node.tokenName)]"
            )
        }
    }

    public var isEverything: Bool { !isOff && includes.isEmpty && excludes.isEmpty }

    /// The parts of a source that the patterns choose; empty objects go.
    public func apply(to source: JSONValue) -> JSONValue {
        if isEverything { return source }
        return filtered(source, path: "", isIncluded: includes.isEmpty) ?? [:]
    }

    private func filtered(_ value: JSONValue, path: String, isIncluded: Bool) -> JSONValue? {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, inner) in object {
                let name = path.isEmpty ? key : path + "." + key
                if excludes.contains(where: { Self.covers($0, name) }) { continue }
                let included = isIncluded || includes.contains { Self.covers($0, name) }
                // A key deeper down may still be chosen.
                guard included || includes.contains(where: { Self.mayReachBelow($0, name) }) else { continue }
                if let kept = filtered(inner, path: name, isIncluded: included) { result.append(key, kept) }
            }
            if result.isEmpty, !object.isEmpty, !isIncluded { return nil }
            return .object(result)
        case .array(let elements):
            let kept = elements.compactMap { filtered($0, path: path, isIncluded: isIncluded) }
            if kept.isEmpty, !elements.isEmpty, !isIncluded { return nil }
            return .array(kept)
        default:
            // Not a ternary: its nil would be the JSON value null.
            if isIncluded { return value }
            return nil
        }
    }

    private static func covers(_ pattern: String, _ name: String) -> Bool {
        WildcardPattern.simple(pattern, matches: name)
    }

    private static func mayReachBelow(_ pattern: String, _ name: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern.hasPrefix(name + ".") }
        let head = pattern[..<star]
        return (name + ".").hasPrefix(head) || head.hasPrefix(name + ".")
    }
}
