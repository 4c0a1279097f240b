public import ServiceApplication
public import ServiceKit

/// The settings of the user service.
public struct UserConfiguration: Sendable {
    public var service: ServiceConfiguration
    public var passwords: PasswordCost
    /// Threads that hash passwords; each has one core busy for the time of a hash.
    public var passwordThreads: Int
    /// Hashes that may wait for a thread; past that, a log-in is answered 503.
    public var passwordQueue: Int

    public init() {
        service = ServiceConfiguration(name: "users", port: 8_081)
        passwords = PasswordCost()
        passwordThreads = 2
        passwordQueue = 64
    }

    public static let settingNames = [
        "argon2.memory", "argon2.passes", "argon2.threads", "argon2.queue",
    ]

    /// Takes over what flags, environment and file say.
    public mutating func apply(
        _ settings: Settings,
        flags: ServiceFlags,
        argon2Memory: String?,
        argon2Passes: String?
    ) throws(StartupError) {
        try service.apply(settings, flags: flags)
        let memory = try settings.bytes("argon2.memory", flag: argon2Memory, default: passwords.memoryKiB << 10)
        guard (8 << 10...4 << 30).contains(memory) else {
            throw StartupError("argon2.memory: \(memory) bytes is not between 8KiB and 4GiB")
        }
        passwords.memoryKiB = memory >> 10
        passwords.passes = try settings.integer(
            "argon2.passes",
            flag: argon2Passes,
            default: passwords.passes,
            in: 1...100
        )
        passwordThreads = try settings.integer("argon2.threads", default: passwordThreads, in: 1...64)
        passwordQueue = try settings.integer("argon2.queue", default: passwordQueue, in: 1...10_000)
    }
}

/// What an Argon2id hash costs, with one lane. The default is OWASP's first recommendation.
public struct PasswordCost: Sendable, Equatable {
    public var memoryKiB: Int
    public var passes: Int

    public init(memoryKiB: Int = 19_456, passes: Int = 2) {
        self.memoryKiB = memoryKiB
        self.passes = passes
    }
}
