import ArgumentParser
import ServiceApplication
import ServiceKit
import TodoService

@main
struct TodoServiceProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "todo-service",
        abstract: "Todos: create, list, change, complete and delete them.",
        discussion: """
            Every flag may also stand in the environment (--log.level is MARTLET_LOG_LEVEL) and in the file that \
            --config names (log.level: info). The flag wins, then the environment, then the file.
            """,
        version: "todo-service \(Version.current)"
    )

    @OptionGroup var flags: ServiceFlags

    func run() async throws {
        do {
            try await ServiceProgram.run(service: "todo-service", flags: flags) { settings in
                var configuration = TodoConfiguration()
                try configuration.apply(settings, flags: flags)
                return configuration
            } start: { configuration, telemetry in
                let application = try await TodoApplication(configuration: configuration, telemetry: telemetry)
                return (application.services, application.publicAddress, application.adminAddress)
            }
        } catch {
            ServiceProgram.exit(because: error, program: "todo-service")
        }
    }
}
