/// Checks sections against schemas and gives them types and defaults.
struct SchemaChecker {
    let registry: SchemaRegistry
    private(set) var warnings: [ConfigurationWarning] = []

    /// Parameters that every plugin section may have.
    private static let common: Set<String> = ["@type", "@id", "@label", "@log_level"]

    init(registry: SchemaRegistry) { self.registry = registry }

    /// Checks a section whose `@type` names a plugin.
    mutating func plugin(
        _ element: ConfigurationElement,
        kind: PluginKind,
        defaultType: String? = nil
    ) throws(ConfigurationError) -> CheckedSection {
        let written = element["@type"] ?? element["type"]
        guard let type = written?.value.text ?? defaultType, !type.isEmpty else {
            throw ConfigurationError(at: element.location, "'@type' parameter is required in <\(element.name)>")
        }
        guard let schema = registry.schema(kind, type) else {
            let location = written?.location ?? element.location
            if let reason = registry.refusal(kind, type) { throw ConfigurationError(at: location, reason) }
            throw ConfigurationError(
                at: location,
                "Unknown \(kind.label) plugin '\(type)'. Known are: \(registry.types(kind).joined(separator: ", "))"
            )
        }
        return try section(element, schema.section, type: type)
    }

    mutating func section(
        _ element: ConfigurationElement,
        _ schema: SectionSchema,
        type: String = ""
    ) throws(ConfigurationError) -> CheckedSection {
        let owner = type.isEmpty ? "<\(element.name)>" : "'\(type)' in <\(element.name)>"
        var values: [String: ParameterValue] = [:]
        var written: [String: ConfigurationLocation] = [:]
        for attribute in element.attributes where !Self.common.contains(attribute.name) {
            if attribute.name == "type", !type.isEmpty, element["@type"] == nil { continue }
            guard let parameter = schema.parameter(attribute.name) else {
                warnings.append(
                    .init(
                        at: attribute.location,
                        "parameter '\(attribute.name)' in \(tag(element)) is not used"
                            + suggestion(for: attribute.name, in: schema.parameters.map(\.name))
                    )
                )
                continue
            }
            try check(attribute, parameter, owner, &values, &written)
        }
        for parameter in schema.parameters where values[parameter.name] == nil {
            // `use_nil` leaves a parameter without its default.
            if written[parameter.name] != nil { continue }
            if parameter.isRequired {
                throw ConfigurationError(at: element.location, "'\(parameter.name)' parameter is required in \(owner)")
            }
            if let text = parameter.defaultText {
                values[parameter.name] = ParameterValue(text, as: parameter.type)
            }
        }
        return CheckedSection(
            name: element.name,
            argument: element.argument,
            type: type,
            location: element.location,
            values: values,
            written: written,
            children: try children(of: element, schema, owner),
            free: []
        )
    }

    private mutating func check(
        _ attribute: ConfigurationAttribute,
        _ parameter: Parameter,
        _ owner: String,
        _ values: inout [String: ParameterValue],
        _ written: inout [String: ConfigurationLocation]
    ) throws(ConfigurationError) {
        switch attribute.value {
        case .useDefault: return
        case .null:
            guard !parameter.isRequired else {
                throw ConfigurationError(
                    at: attribute.location,
                    "'\(parameter.name)' parameter is required in \(owner)"
                )
            }
            written[parameter.name] = attribute.location
        case .text(let text):
            switch parameter.support {
            case .unsupported(let accepted):
                guard accepted.contains(text) else {
                    let hint = accepted.isEmpty ? "" : " (only \(accepted.joined(separator: " or ")))"
                    throw ConfigurationError(
                        at: attribute.location,
                        "'\(parameter.name) \(text)' of \(owner) is Fluentd's and not supported here\(hint)"
                    )
                }
            case .noEffect(let reason):
                warnings.append(
                    .init(at: attribute.location, "parameter '\(parameter.name)' of \(owner) has no effect: \(reason)")
                )
            case .full:
                guard let value = ParameterValue(text, as: parameter.type) else {
                    let shown = parameter.isSecret ? "xxxxxx" : text
                    throw ConfigurationError(
                        at: attribute.location,
                        "'\(parameter.name)' of \(owner) must be \(parameter.type.name), not '\(shown)'"
                    )
                }
                values[parameter.name] = value
                written[parameter.name] = attribute.location
            }
        }
    }

    private mutating func children(
        of element: ConfigurationElement,
        _ schema: SectionSchema,
        _ owner: String
    ) throws(ConfigurationError) -> [CheckedSection] {
        var result: [CheckedSection] = []
        var seen: Set<String> = []
        for child in element.elements {
            guard let known = schema.child(child.name) else {
                warnings.append(
                    .init(
                        at: child.location,
                        "section <\(child.name)> is not used in \(tag(element))"
                            + suggestion(for: child.name, in: schema.children.map(\.name))
                    )
                )
                continue
            }
            if !seen.insert(child.name).inserted, !known.isRepeatable {
                throw ConfigurationError(at: child.location, "<\(child.name)> may be given once in \(owner)")
            }
            switch known.body {
            case .section(let section): result.append(try self.section(child, section))
            case .plugin(let kind, let type): result.append(try plugin(child, kind: kind, defaultType: type))
            case .free: result.append(try free(child))
            case .unsupported(let reason): throw ConfigurationError(at: child.location, reason)
            }
        }
        for child in schema.children where !seen.contains(child.name) {
            if child.isRequired {
                throw ConfigurationError(at: element.location, "<\(child.name)> section is required in \(owner)")
            }
            // A plugin section with a default type is there with its defaults even where it is not written.
            if case .plugin(let kind, let type?) = child.body, registry.schema(kind, type) != nil {
                let empty = ConfigurationElement(name: child.name, location: element.location)
                var implied = try plugin(empty, kind: kind, defaultType: type)
                implied.isImplied = true
                result.append(implied)
            }
        }
        return result
    }

    private func free(_ element: ConfigurationElement) throws(ConfigurationError) -> CheckedSection {
        if let child = element.elements.first {
            throw ConfigurationError(at: child.location, "<\(element.name)> holds parameters only, not <\(child.name)>")
        }
        return CheckedSection(
            name: element.name,
            argument: element.argument,
            type: "",
            location: element.location,
            values: [:],
            written: Dictionary(element.attributes.map { ($0.name, $0.location) }) { $1 },
            children: [],
            free: element.attributes.compactMap { attribute in attribute.value.text.map { (attribute.name, $0) } }
        )
    }

    private func tag(_ element: ConfigurationElement) -> String {
        element.argument.isEmpty ? "<\(element.name)>" : "<\(element.name) \(element.argument)>"
    }

    private func suggestion(for name: String, in known: [String]) -> String {
        guard let best = EditDistance.closest(to: name, in: known) else { return "" }
        return "; did you mean '\(best)'?"
    }
}
