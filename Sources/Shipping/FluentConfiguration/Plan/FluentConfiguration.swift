/// A configuration that has been read and checked: what is to run, and in which order.
public struct FluentConfiguration: Sendable {
    /// A plugin with its checked parameters.
    public struct Plugin: Sendable {
        /// `@id`, or a name made of its type and place that stays the same while the configuration does.
        public let id: String
        public let type: String
        /// The pattern of a `<match>` or `<filter>`, empty for an input.
        public let pattern: String
        /// `@label` of an input, with its `@`.
        public let label: String?
        public let section: CheckedSection
        public var location: ConfigurationLocation { section.location }
    }

    /// A `<filter>` or `<match>` in the order of the file.
    public enum Stage: Sendable {
        case filter(Plugin)
        case match(Plugin)
    }

    /// What `<system>` says.
    public struct System: Sendable {
        public var rootDirectory: String?
        public var logLevel: String?
    }

    public let system: System
    public let inputs: [Plugin]
    /// The stages outside of labels.
    public let root: [Stage]
    /// The stages of each `<label>`, by its name with `@`.
    public let labels: [String: [Stage]]
    public let warnings: [ConfigurationWarning]
    /// The tree as it was written, with includes and expressions resolved.
    public let tree: ConfigurationElement

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - file: The path in messages, and what relative includes are relative to.
    ///   - include: Gives the files of an `@include`.
    public init(
        parsing text: String,
        file: String,
        environment: ExpressionEnvironment,
        registry: SchemaRegistry = .standard,
        include: @escaping ConfigurationParser.IncludeReader
    ) throws(ConfigurationError) {
        var parser = ConfigurationParser(environment: environment, include: include)
        let tree = try parser.parse(text, file: file)
        var planner = ConfigurationPlanner(registry: registry, warnings: parser.warnings)
        try planner.plan(tree.elements, in: nil)
        for attribute in tree.attributes {
            planner.warnings.append(
                .init(at: attribute.location, "parameter '\(attribute.name)' in <ROOT> is not used")
            )
        }
        try planner.checkLabels()
        self.tree = tree
        system = planner.system
        inputs = planner.inputs
        root = planner.root
        labels = planner.labels
        warnings = planner.warnings + planner.checkerWarnings
    }
}
