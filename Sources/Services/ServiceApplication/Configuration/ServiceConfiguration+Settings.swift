internal import SQLDatabase
public import ServiceKit

extension ServiceConfiguration {
    /// The names of the settings, as flags and as keys of the configuration file have them.
    public static let settingNames = [
        "listen", "admin", "database", "events", "durability", "jwks", "issuer", "audience", "require-if-match",
        "drain-delay", "log.level",
    ]

    /// Takes over what flags, environment and file say.
    public mutating func apply(_ settings: Settings, flags: ServiceFlags) throws(StartupError) {
        listen = try settings.address("listen", flag: flags.listen, default: listen)
        admin = try settings.address("admin", flag: flags.admin, default: admin)
        database = try Self.location("database", flags.database, settings, default: database)
        events = try Self.location("events", flags.events, settings, default: events)
        let word = try settings.string("durability", flag: flags.durability, default: durability.rawValue)
        guard let durability = SQLDatabase.Options.Durability(rawValue: word) else {
            throw StartupError("durability: \"\(word)\" is not one of normal, full")
        }
        self.durability = durability
        jwks = try settings.string("jwks", flag: flags.jwks, default: jwks)
        guard jwks.hasPrefix("http://") || jwks.hasPrefix("https://") else {
            throw StartupError("jwks: \"\(jwks)\" is not an http:// or https:// address")
        }
        issuer = try settings.string("issuer", flag: flags.issuer, default: issuer)
        audience = try settings.string("audience", flag: flags.audience, default: audience)
        requiresPrecondition = try settings.boolean(
            "require-if-match",
            flag: flags.requireIfMatch ? true : nil,
            default: requiresPrecondition
        )
        drainDelay = try settings.duration("drain-delay", flag: flags.drainDelay, default: drainDelay)
    }

    private static func location(
        _ name: String,
        _ flag: String?,
        _ settings: Settings,
        default fallback: DatabaseLocation
    ) throws(StartupError) -> DatabaseLocation {
        guard let text = try settings.optionalString(name, flag: flag) else { return fallback }
        do {
            return try DatabaseLocation(parsing: text)
        } catch {
            throw StartupError("\(name): \(error)")
        }
    }
}
