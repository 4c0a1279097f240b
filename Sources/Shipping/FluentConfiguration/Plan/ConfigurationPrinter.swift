/// Prints a tree as Fluentd does at start: resolved, indented, secrets hidden.
public struct ConfigurationPrinter {
    private static let secrets: Set<String> = ["password", "api_key", "shared_key", "private_key_passphrase"]

    public static func text(_ tree: ConfigurationElement) -> String {
        var lines: [String] = []
        append(tree, indent: "", &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func append(_ element: ConfigurationElement, indent: String, _ lines: inout [String]) {
        lines.append(
            indent + (element.argument.isEmpty ? "<\(element.name)>" : "<\(element.name) \(element.argument)>")
        )
        for attribute in element.attributes {
            let value = secrets.contains(attribute.name) ? "xxxxxx" : written(attribute.value)
            lines.append("\(indent)  \(attribute.name) \(value)")
        }
        for child in element.elements { append(child, indent: indent + "  ", &lines) }
        lines.append("\(indent)</\(element.name)>")
    }

    /// A value so that it reads back as the same.
    private static func written(_ value: AttributeValue) -> String {
        switch value {
        case .null: return "\"#{use_nil}\""
        case .useDefault: return "\"#{use_default}\""
        case .text(let text):
            let isPlain =
                text.first != "\"" && text.first != "'" && text.first != " " && text.last != " "
                && !text.contains(where: \.isNewline) && !text.contains(" #") && !text.contains("\t#")
            return isPlain ? text : ConfigurationLiteral.string(text).text.replacingInterpolation()
        }
    }
}

extension String {
    /// `#{` escaped, so that it is not evaluated when the text is read again.
    fileprivate func replacingInterpolation() -> String {
        var result = ""
        for character in self {
            result += character == "#" ? "\\#" : String(character)
        }
        return result
    }
}
