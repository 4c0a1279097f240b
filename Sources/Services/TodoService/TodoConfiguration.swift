public import ServiceApplication
public import ServiceKit

/// The settings of the todo service.
public struct TodoConfiguration: Sendable {
    public var service: ServiceConfiguration

    public init() {
        service = ServiceConfiguration(name: "todos", port: 8_082)
    }

    /// Takes over what flags, environment and file say.
    public mutating func apply(_ settings: Settings, flags: ServiceFlags) throws(StartupError) {
        try service.apply(settings, flags: flags)
    }
}
