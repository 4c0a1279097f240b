/// The type of a parameter.
public enum ParameterType: Sendable, Equatable {
    case string
    case integer
    case float
    case bool
    /// Bytes: `512`, `64k`, `8MiB`; units are powers of 1024.
    case size
    /// Seconds: `5`, `0.5s`, `250ms`, `1h30m`, `2d`.
    case time
    case `enum`([String])
    /// A JSON array, or items with commas between them.
    case array
    /// A JSON object, or `key:value` with commas between them.
    case hash
    /// `/expression/flags`, or an expression without slashes.
    case regexp

    var name: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a number"
        case .bool: "true or false"
        case .size: "a size such as 64k or 8m"
        case .time: "a time such as 5s, 250ms or 1h"
        case .enum(let values): "one of " + values.joined(separator: ", ")
        case .array: "an array"
        case .hash: "a hash"
        case .regexp: "a regular expression"
        }
    }
}

/// A regular expression as it is written in a configuration.
public struct RegexpParameter: Sendable, Hashable {
    public let pattern: String
    public let ignoresCase: Bool
    /// Ruby's `m`: a dot matches a newline.
    public let isMultiline: Bool

    public init(_ pattern: String, ignoresCase: Bool = false, isMultiline: Bool = false) {
        self.pattern = pattern
        self.ignoresCase = ignoresCase
        self.isMultiline = isMultiline
    }
}

/// The value of a parameter, of its type.
public enum ParameterValue: Sendable, Equatable {
    case string(String)
    case integer(Int)
    case float(Double)
    case bool(Bool)
    case size(Int)
    /// Seconds.
    case time(Double)
    case array([ConfigurationLiteral])
    case hash([HashMember])
    case regexp(RegexpParameter)
}

public struct HashMember: Sendable, Equatable {
    public let key: String
    public let value: ConfigurationLiteral
}
