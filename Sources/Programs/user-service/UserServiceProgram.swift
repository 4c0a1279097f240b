import ArgumentParser
import ServiceApplication
import ServiceKit
import UserService

@main
struct UserServiceProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-service",
        abstract: "Accounts, log-in and profiles.",
        discussion: """
            Every flag may also stand in the environment (--log.level is MARTLET_LOG_LEVEL) and in the file that \
            --config names (log.level: info). The flag wins, then the environment, then the file.
            """,
        version: "user-service \(Version.current)"
    )

    @OptionGroup var flags: ServiceFlags

    @Option(name: .customLong("argon2.memory"), help: "Memory of a password hash, such as 19MiB.")
    var argon2Memory: String?

    @Option(name: .customLong("argon2.passes"), help: "Passes of a password hash over its memory.")
    var argon2Passes: String?

    func run() async throws {
        do {
            try await ServiceProgram.run(
                service: "user-service",
                flags: flags,
                extraSettings: UserConfiguration.settingNames
            ) { settings in
                var configuration = UserConfiguration()
                try configuration.apply(
                    settings,
                    flags: flags,
                    argon2Memory: argon2Memory,
                    argon2Passes: argon2Passes
                )
                return configuration
            } start: { configuration, telemetry in
                let application = try await UserApplication(configuration: configuration, telemetry: telemetry)
                return (application.services, application.publicAddress, application.adminAddress)
            }
        } catch {
            ServiceProgram.exit(because: error, program: "user-service")
        }
    }
}
