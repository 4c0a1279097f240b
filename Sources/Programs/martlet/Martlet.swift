import ArgumentParser
import ServiceKit

@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Services, logs and metrics: the whole platform in one program.",
        version: Version.current,
        subcommands: [Up.self]
    )
}
