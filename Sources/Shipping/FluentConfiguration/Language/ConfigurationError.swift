/// A mistake in a configuration: what is wrong, and in which file and line.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    public let location: ConfigurationLocation
    public let reason: String

    public init(at location: ConfigurationLocation, _ reason: String) {
        self.location = location
        self.reason = reason
    }

    public var description: String { "\(location): \(reason)" }
}

/// Something in a configuration that has no effect, or not the one it seems to have.
public struct ConfigurationWarning: Sendable, Hashable, CustomStringConvertible {
    public let location: ConfigurationLocation
    public let message: String

    public init(at location: ConfigurationLocation, _ message: String) {
        self.location = location
        self.message = message
    }

    public var description: String { "\(location): \(message)" }
}
