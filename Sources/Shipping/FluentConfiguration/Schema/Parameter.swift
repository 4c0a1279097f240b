/// What a plugin says about one of its parameters.
public struct Parameter: Sendable {
    /// How far the parameter is served.
    public enum Support: Sendable {
        case full
        /// Fluentd has it and this program does not: writing it is an error, unless with the value given here, which
        /// is what the program does anyway.
        case unsupported(accepting: [String])
        /// It tunes something that does not exist here; accepted with a warning that says why.
        case noEffect(String)
    }

    public let name: String
    public let type: ParameterType
    public let isRequired: Bool
    /// The default as it would be written; nil for none.
    public let defaultText: String?
    public let isSecret: Bool
    public let support: Support

    init(
        _ name: String,
        _ type: ParameterType,
        default defaultText: String? = nil,
        isRequired: Bool = false,
        isSecret: Bool = false,
        support: Support = .full
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.defaultText = defaultText
        self.isSecret = isSecret
        self.support = support
    }

    static func required(_ name: String, _ type: ParameterType = .string) -> Parameter {
        Parameter(name, type, isRequired: true)
    }

    static func optional(_ name: String, _ type: ParameterType, _ defaultText: String? = nil) -> Parameter {
        Parameter(name, type, default: defaultText)
    }

    static func secret(_ name: String, isRequired: Bool = false) -> Parameter {
        Parameter(name, .string, isRequired: isRequired, isSecret: true)
    }

    static func unsupported(_ name: String, accepting values: String...) -> Parameter {
        Parameter(name, .string, support: .unsupported(accepting: values))
    }

    static func noEffect(_ name: String, _ reason: String) -> Parameter {
        Parameter(name, .string, support: .noEffect(reason))
    }
}
