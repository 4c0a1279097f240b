internal import EventPipeline
internal import FluentConfiguration
internal import Logging
internal import ServiceKit

/// What the parts of a configuration are built with.
struct BuildContext {
    let metrics: ShipperMetrics
    let logger: Logger
    let hostname: String
    /// Where buffers and dead letters go that have no path of their own; nil: nowhere.
    let rootDirectory: String?
    /// What a user sets to move a forward input whose address the configuration file says.
    let forwardFlag: String
    /// For `--dry-run`: nothing is opened.
    let isCheck: Bool
}

extension CheckedSection {
    func failure(_ name: String, _ reason: String) -> ConfigurationError {
        ConfigurationError(
            at: location(of: name),
            "'\(name)' of \(type.isEmpty ? "<\(self.name)>" : "'\(type)'"): \(reason)"
        )
    }

    /// Seconds above zero.
    func positive(_ name: String) throws(ConfigurationError) -> Duration {
        let value = duration(name)
        guard value > .zero else { throw failure(name, "must be above 0") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let value = integer(name)
        guard range.contains(value) else {
            throw failure(name, "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The zone that `utc`, `localtime` and `timezone` say.
    func timeZone() throws(ConfigurationError) -> TimeZoneRule {
        if let text = optionalString("timezone") {
            guard let zone = TimeZoneRule(text) else {
                throw failure("timezone", "'\(text)' is no offset such as +09:00; names of zones are not supported")
            }
            return zone
        }
        if bool("utc") || !bool("localtime") { return .utc }
        return .local
    }

    func timeFormat(_ name: String) throws(ConfigurationError) -> TimeFormat? {
        guard let text = optionalString(name) else { return nil }
        do {
            return try TimeFormat(text)
        } catch {
            throw failure(name, error.reason)
        }
    }
}
