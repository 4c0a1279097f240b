/// Turns the tree into inputs and the stages of each label.
struct ConfigurationPlanner {
    private var checker: SchemaChecker
    var warnings: [ConfigurationWarning]
    private(set) var system = FluentConfiguration.System()
    private(set) var inputs: [FluentConfiguration.Plugin] = []
    private(set) var root: [FluentConfiguration.Stage] = []
    private(set) var labels: [String: [FluentConfiguration.Stage]] = [:]
    private var labelLocations: [String: ConfigurationLocation] = [:]
    private var identifiers: [String: ConfigurationLocation] = [:]
    private var counts: [String: Int] = [:]

    init(registry: SchemaRegistry, warnings: [ConfigurationWarning]) {
        checker = SchemaChecker(registry: registry)
        self.warnings = warnings
    }

    var checkerWarnings: [ConfigurationWarning] { checker.warnings }

    mutating func plan(_ elements: [ConfigurationElement], in label: String?) throws(ConfigurationError) {
        for element in elements {
            switch (element.name, label) {
            case ("source", nil):
                inputs.append(try plugin(element, kind: .input, pattern: ""))
            case ("filter", _):
                append(.filter(try plugin(element, kind: .filter, pattern: pattern(element))), to: label)
            case ("match", _):
                append(.match(try plugin(element, kind: .output, pattern: pattern(element))), to: label)
            case ("label", nil):
                try planLabel(element)
            case ("system", nil):
                try planSystem(element)
            case ("worker", nil):
                try planWorker(element)
            default:
                let place = label == nil ? "at the top of the configuration" : "in <label>"
                warnings.append(.init(at: element.location, "section <\(element.name)> is not used \(place)"))
            }
        }
    }

    /// Every `@label` of an input must be there.
    func checkLabels() throws(ConfigurationError) {
        for input in inputs {
            guard let label = input.label, label != "@ROOT", labels[label] == nil else { continue }
            throw ConfigurationError(at: input.location, "'\(label)' label is not found")
        }
    }

    private mutating func append(_ stage: FluentConfiguration.Stage, to label: String?) {
        if let label { labels[label, default: []].append(stage) } else { root.append(stage) }
    }

    /// `<match>` and `<filter>` without a pattern match everything, as in Fluentd.
    private func pattern(_ element: ConfigurationElement) -> String {
        element.argument.isEmpty ? "**" : element.argument
    }

    private mutating func plugin(
        _ element: ConfigurationElement,
        kind: PluginKind,
        pattern: String
    ) throws(ConfigurationError) -> FluentConfiguration.Plugin {
        let section = try checker.plugin(element, kind: kind)
        counts["\(kind.label):\(section.type)", default: 0] += 1
        let id: String
        if let written = element["@id"]?.value.text {
            id = written
            if let first = identifiers.updateValue(element.location, forKey: id) {
                throw ConfigurationError(at: element.location, "duplicated plugin id '\(id)', first given at \(first)")
            }
        } else {
            id = "\(kind.label)_\(section.type)_\(counts["\(kind.label):\(section.type)"] ?? 1)"
        }
        return FluentConfiguration.Plugin(
            id: id,
            type: section.type,
            pattern: pattern,
            label: element["@label"]?.value.text,
            section: section
        )
    }

    private mutating func planLabel(_ element: ConfigurationElement) throws(ConfigurationError) {
        let name = element.argument
        guard name.hasPrefix("@"), name.utf8.count > 1 else {
            throw ConfigurationError(at: element.location, "<label> needs a name that begins with '@'")
        }
        if let first = labelLocations.updateValue(element.location, forKey: name) {
            throw ConfigurationError(at: element.location, "label \(name) is defined twice, first at \(first)")
        }
        labels[name] = []
        try plan(element.elements, in: name)
    }

    private mutating func planWorker(_ element: ConfigurationElement) throws(ConfigurationError) {
        let bounds = element.argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = bounds.first ?? nil, bounds.count <= 2, let last = bounds.last ?? nil, first <= last else {
            throw ConfigurationError(at: element.location, "<worker> needs a number or a range such as 0-3")
        }
        guard first == 0, last == 0 else {
            throw ConfigurationError(
                at: element.location,
                "<worker \(element.argument)>: there is one worker, number 0"
            )
        }
        try plan(element.elements, in: nil)
    }

    private mutating func planSystem(_ element: ConfigurationElement) throws(ConfigurationError) {
        let section = try checker.section(element, Self.systemSchema)
        system.rootDirectory = section.optionalString("root_dir") ?? system.rootDirectory
        system.logLevel = section.optionalString("log_level") ?? system.logLevel
    }

    private static let systemSchema = SectionSchema(
        parameters: [
            .unsupported("workers", accepting: "1"),
            .optional("root_dir", .string),
            .optional("log_level", .enum(["trace", "debug", "info", "warn", "error", "fatal"])),
            .unsupported("rpc_endpoint"),
            .unsupported("enable_get_dump", accepting: "false"),
            .unsupported("without_source", accepting: "false"),
            .unsupported("with_source_only", accepting: "false"),
            .unsupported("file_permission"),
            .unsupported("dir_permission"),
            .unsupported("config_include_dir", accepting: ""),
        ]
            + [
                "suppress_repeated_stacktrace", "emit_error_log_interval", "suppress_config_dump", "log_event_verbose",
                "process_name", "strict_config_value", "ignore_repeated_log_interval", "ignore_same_log_interval",
                "restart_worker_interval", "enable_msgpack_time_support", "disable_shared_socket",
                "enable_input_metrics", "enable_size_metrics", "enable_jit",
            ].map { .noEffect($0, "it tunes Fluentd's own processes and log") },
        children: [
            .unsupported("log", "<log> of <system> is not supported: the program logs ECS JSON to its standard error"),
            .unsupported("counter_server", "<counter_server> is not supported"),
            .unsupported("counter_client", "<counter_client> is not supported"),
            .unsupported("metrics", "<metrics> is not supported: metrics are served on --metrics"),
            .unsupported("source_only_buffer", "<source_only_buffer> is not supported"),
        ]
    )
}
