import ArgumentParser
import Glibc
import Logging
import ServiceKit
import Telemetry

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run everything in one process: services, shipper, search, metrics and the console.",
        discussion: """
            Everything binds to 127.0.0.1 and keeps its data in one folder; a second start shows yesterday's. Each flag \
            is also a variable: --user.listen is MARTLET_USER_LISTEN. SIGTERM or Ctrl-C drains and ends.
            """
    )

    @OptionGroup var flags: UpFlags

    func run() async throws {
        do {
            try await Self.start(UpConfiguration(flags))
        } catch is CancellationError {
            Self.printError("martlet up: not everything ended in time; what was acknowledged is stored")
            throw ExitCode.failure
        } catch {
            // The parser would print its usage, which does not help here.
            Self.printError("martlet up: \(error)")
            throw ExitCode.failure
        }
    }

    private static func start(_ configuration: UpConfiguration) async throws {
        // The lock lives as long as this frame, which is as long as the platform runs.
        let data = try DataDirectory.open(configuration.data)
        let platform = try await PlatformAssembly(configuration, in: data)
        let banner = platform.endpoints.banner(data: data.path, isDemo: configuration.demo != nil)
        try await runServices(platform.services, logger: platform.logger, drainTimeout: .seconds(8)) {
            print(banner)
            fflush(nil)
        }
        print("martlet: everything is stored and closed")
        fflush(nil)
    }

    private static func printError(_ text: String) {
        LogDestination.standardError.write(Array("\(text)\n".utf8))
    }
}
