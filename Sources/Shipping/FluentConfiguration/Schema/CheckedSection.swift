/// A section whose parameters have been checked against a schema: every value is of its type, defaults are filled in.
///
/// The getters end the program with a message that says BUG when the name or the type is not the schema's: that is a
/// mistake of the program, not of the configuration.
public struct CheckedSection: Sendable {
    public let name: String
    public let argument: String
    /// The type of the plugin, "" where the section is none.
    public let type: String
    public let location: ConfigurationLocation
    /// The configuration does not have it: it is here with its defaults.
    public var isImplied = false
    let values: [String: ParameterValue]
    let written: [String: ConfigurationLocation]
    public let children: [CheckedSection]
    /// The parameters of a section that takes any, in order.
    public let free: [(name: String, value: String)]

    public func child(_ name: String) -> CheckedSection? { children.first { $0.name == name } }
    public func children(_ name: String) -> [CheckedSection] { children.filter { $0.name == name } }

    /// Whether the configuration names the parameter.
    public func isWritten(_ name: String) -> Bool { written[name] != nil }

    /// Where the parameter stands, else where the section does.
    public func location(of name: String) -> ConfigurationLocation { written[name] ?? location }

    public func string(_ name: String) -> String {
        optionalString(name) ?? missing(name)
    }

    public func optionalString(_ name: String) -> String? {
        switch values[name] {
        case nil: nil
        case .string(let value): value
        case let other?: mismatch(name, other)
        }
    }

    public func integer(_ name: String) -> Int { optionalInteger(name) ?? missing(name) }

    public func optionalInteger(_ name: String) -> Int? {
        switch values[name] {
        case nil: nil
        case .integer(let value), .size(let value): value
        case let other?: mismatch(name, other)
        }
    }

    public func float(_ name: String) -> Double {
        switch values[name] {
        case .float(let value): value
        case nil: missing(name)
        case let other?: mismatch(name, other)
        }
    }

    public func bool(_ name: String) -> Bool {
        switch values[name] {
        case .bool(let value): value
        case nil: false
        case let other?: mismatch(name, other)
        }
    }

    public func optionalBool(_ name: String) -> Bool? { values[name] == nil ? nil : bool(name) }

    public func duration(_ name: String) -> Duration { optionalDuration(name) ?? missing(name) }

    public func optionalDuration(_ name: String) -> Duration? {
        switch values[name] {
        case nil: nil
        case .time(let seconds): .seconds(seconds)
        case let other?: mismatch(name, other)
        }
    }

    /// The items of an array parameter as strings; empty where it is not given.
    public func strings(_ name: String) -> [String] {
        switch values[name] {
        case nil: []
        case .array(let items): items.map(\.plain)
        case let other?: mismatch(name, other)
        }
    }

    public func hash(_ name: String) -> [HashMember] {
        switch values[name] {
        case nil: []
        case .hash(let members): members
        case let other?: mismatch(name, other)
        }
    }

    public func regexp(_ name: String) -> RegexpParameter? {
        switch values[name] {
        case nil: nil
        case .regexp(let value): value
        case let other?: mismatch(name, other)
        }
    }

    private func missing<Value>(_ parameter: String) -> Value {
        preconditionFailure("BUG: <\(name)> \(type) has no value for '\(parameter)'")
    }

    private func mismatch<Value>(_ parameter: String, _ value: ParameterValue) -> Value {
        preconditionFailure("BUG: '\(parameter)' of <\(name)> \(type) is \(value)")
    }
}
