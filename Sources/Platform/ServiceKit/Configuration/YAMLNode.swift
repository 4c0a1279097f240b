/// A value of a YAML document, with the place where it stands.
public struct YAMLNode: Sendable, Equatable {
    public indirect enum Kind: Sendable, Equatable {
        /// Text as written; `isPlain` when it had no quotes and is no block, so that `null`, `true` or `1` may mean more.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Member])
    }

    /// A key of a mapping and its value.
    public struct Member: Sendable, Equatable {
        public let key: YAMLNode
        public let value: YAMLNode
    }

    public let kind: Kind
    /// The name of the file, as errors print it.
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int

    public init(kind: Kind, file: String, line: Int, column: Int) {
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line`
    public var place: String { "\(file):\(line)" }

    /// The text of a scalar.
    public var scalar: String? {
        guard case .scalar(let text, _) = kind else { return nil }
        return text
    }

    /// Whether this is an empty value, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = kind else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    public var sequence: [YAMLNode]? {
        guard case .sequence(let nodes) = kind else { return nil }
        return nodes
    }

    public var mapping: [Member]? {
        guard case .mapping(let members) = kind else { return nil }
        return members
    }

    /// The value of a key, `nil` where this is no mapping or has no such key.
    public subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key.scalar == key }?.value
    }

    /// An error about this node.
    public func error(_ reason: String) -> YAMLError {
        YAMLError(file: file, line: line, column: column, reason: reason)
    }

    /// Refuses a mapping with keys outside of `names`, and what is no mapping.
    public func expectKeys(_ names: [String]) throws(YAMLError) {
        guard let mapping else {
            if isNull { return }
            throw error("expected a mapping")
        }
        for member in mapping {
            guard let key = member.key.scalar else { throw member.key.error("a key must be text") }
            guard names.contains(key) else {
                throw member.key.error("unknown key \"\(key)\"; known here: \(names.sorted().joined(separator: ", "))")
            }
        }
    }
}

/// A YAML document that cannot be read or does not say what was expected.
public struct YAMLError: Error, CustomStringConvertible, Equatable {
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
    public let reason: String

    public var description: String { "\(file):\(line):\(column): \(reason)" }
}
