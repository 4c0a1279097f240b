/// A section of a configuration as it is written: name, argument, parameters in order, and sections within.
public struct ConfigurationElement: Sendable, Equatable {
    public var name: String
    /// What stands after the name: `<match app.**>` has the argument `app.**`. Empty where there is none.
    public var argument: String
    public var attributes: [ConfigurationAttribute]
    public var elements: [ConfigurationElement]
    public var location: ConfigurationLocation

    public init(
        name: String,
        argument: String = "",
        attributes: [ConfigurationAttribute] = [],
        elements: [ConfigurationElement] = [],
        location: ConfigurationLocation
    ) {
        self.name = name
        self.argument = argument
        self.attributes = attributes
        self.elements = elements
        self.location = location
    }

    public subscript(attribute: String) -> ConfigurationAttribute? {
        attributes.first { $0.name == attribute }
    }

    /// A parameter given twice keeps its place and takes the later value, as in Fluentd.
    mutating func set(_ attribute: ConfigurationAttribute) {
        if let index = attributes.firstIndex(where: { $0.name == attribute.name }) {
            attributes[index] = attribute
        } else {
            attributes.append(attribute)
        }
    }
}

/// One parameter as it is written.
public struct ConfigurationAttribute: Sendable, Equatable {
    public let name: String
    public let value: AttributeValue
    public let location: ConfigurationLocation

    public init(name: String, value: AttributeValue, location: ConfigurationLocation) {
        self.name = name
        self.value = value
        self.location = location
    }
}

/// The value of a parameter before its type is known.
public enum AttributeValue: Sendable, Equatable {
    /// A string; arrays and hashes are compact JSON text.
    case text(String)
    /// `"#{use_nil}"`: the parameter is as if it had no default.
    case null
    /// `"#{use_default}"`: the parameter is as if it were not written.
    case useDefault

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
