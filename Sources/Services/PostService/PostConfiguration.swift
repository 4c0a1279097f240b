public import ServiceApplication
public import ServiceKit

/// The settings of the post service.
public struct PostConfiguration: Sendable {
    public var service: ServiceConfiguration

    public init() {
        service = ServiceConfiguration(name: "posts", port: 8_083)
    }

    /// Takes over what flags, environment and file say.
    public mutating func apply(_ settings: Settings, flags: ServiceFlags) throws(StartupError) {
        try service.apply(settings, flags: flags)
    }
}
