import ArgumentParser
import PostService
import ServiceApplication
import ServiceKit

@main
struct PostServiceProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post-service",
        abstract: "Posts: write, list, read, edit and delete them.",
        discussion: """
            Every flag may also stand in the environment (--log.level is MARTLET_LOG_LEVEL) and in the file that \
            --config names (log.level: info). The flag wins, then the environment, then the file.
            """,
        version: "post-service \(Version.current)"
    )

    @OptionGroup var flags: ServiceFlags

    func run() async throws {
        do {
            try await ServiceProgram.run(service: "post-service", flags: flags) { settings in
                var configuration = PostConfiguration()
                try configuration.apply(settings, flags: flags)
                return configuration
            } start: { configuration, telemetry in
                let application = try await PostApplication(configuration: configuration, telemetry: telemetry)
                return (application.services, application.publicAddress, application.adminAddress)
            }
        } catch {
            ServiceProgram.exit(because: error, program: "post-service")
        }
    }
}
