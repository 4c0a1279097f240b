/// The parameters and sections that a section may hold.
public struct SectionSchema: Sendable {
    /// A section within.
    public struct Child: Sendable {
        public let name: String
        public let isRequired: Bool
        public let isRepeatable: Bool
        public let body: Body

        public enum Body: Sendable {
            case section(SectionSchema)
            /// A section whose `@type` names a plugin of this kind.
            case plugin(PluginKind, defaultType: String?)
            /// Parameters with any name, as in `<record>`.
            case free
            /// Fluentd has it and this program does not.
            case unsupported(String)
        }
    }

    public var parameters: [Parameter]
    public var children: [Child]

    public init(parameters: [Parameter], children: [Child] = []) {
        self.parameters = parameters
        self.children = children
    }

    func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
    func child(_ name: String) -> Child? { children.first { $0.name == name } }
}

extension SectionSchema.Child {
    static func one(_ name: String, _ section: SectionSchema, isRequired: Bool = false) -> Self {
        .init(name: name, isRequired: isRequired, isRepeatable: false, body: .section(section))
    }

    static func many(_ name: String, _ section: SectionSchema, isRequired: Bool = false) -> Self {
        .init(name: name, isRequired: isRequired, isRepeatable: true, body: .section(section))
    }

    static func plugin(_ name: String, _ kind: PluginKind, defaultType: String? = nil, isRequired: Bool = false) -> Self
    {
        .init(name: name, isRequired: isRequired, isRepeatable: false, body: .plugin(kind, defaultType: defaultType))
    }

    static func plugins(_ name: String, _ kind: PluginKind, isRequired: Bool = false) -> Self {
        .init(name: name, isRequired: isRequired, isRepeatable: true, body: .plugin(kind, defaultType: nil))
    }

    static func free(_ name: String) -> Self {
        .init(name: name, isRequired: false, isRepeatable: true, body: .free)
    }

    static func unsupported(_ name: String, _ reason: String) -> Self {
        .init(name: name, isRequired: false, isRepeatable: true, body: .unsupported(reason))
    }
}

/// What a plugin does.
public enum PluginKind: String, Sendable, Hashable {
    case input, filter, output, parser, formatter, buffer

    /// The name in messages, as Fluentd has it.
    var label: String { rawValue }
}

/// A plugin type and its parameters.
public struct PluginSchema: Sendable {
    public let kind: PluginKind
    public let type: String
    public let section: SectionSchema

    init(_ kind: PluginKind, _ type: String, _ parameters: [Parameter], _ children: [SectionSchema.Child] = []) {
        self.kind = kind
        self.type = type
        section = SectionSchema(parameters: parameters, children: children)
    }
}
