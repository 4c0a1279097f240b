import ArgumentParser
import ServiceApplication
import ServiceKit
import Storage
import Testing

@Suite struct ConfigurationTests {
    private func configuration(
        flags arguments: [String] = [],
        environment: [String: String] = [:],
        file: String? = nil
    ) throws -> ServiceConfiguration {
        let folder = try FileSystem.makeTemporaryDirectory(prefix: "service-configuration")
        defer { try? FileSystem.removeTree(folder) }
        var path: String?
        if let file {
            path = "\(folder)/service.yaml"
            try FileSystem.publish(Array(file.utf8), to: "\(folder)/service.yaml")
        }
        let settings = try Settings(file: path, names: ServiceConfiguration.settingNames, environment: environment)
        var configuration = ServiceConfiguration(name: "todos", port: 8_082)
        try configuration.apply(settings, flags: try ServiceFlags.parse(arguments))
        return configuration
    }

    @Test func defaultsAreThoseOfTheArchitecture() throws {
        let configuration = try configuration()
        #expect(configuration.listen.description == "127.0.0.1:8082")
        #expect(configuration.admin.description == "127.0.0.1:9182")
        #expect(configuration.jwks == "http://127.0.0.1:8081/.well-known/jwks.json")
    }

    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws {
        let file = "listen: 127.0.0.1:1\nadmin: 127.0.0.1:2\ndrain-delay: 3s\n"
        let environment = ["MARTLET_LISTEN": "127.0.0.1:11", "MARTLET_ADMIN": "127.0.0.1:12"]
        let configuration = try configuration(
            flags: ["--listen", "127.0.0.1:21"],
            environment: environment,
            file: file
        )
        #expect(configuration.listen.port == 21)
        #expect(configuration.admin.port == 12)
        #expect(configuration.drainDelay == .seconds(3))
    }

    @Test(arguments: [
        (["--database", "postgres://localhost/x"], "only sqlite:PATH"), (["--events", "nats://x"], "only sqlite:PATH"),
        (["--listen", "nowhere"], "--listen"), (["--jwks", "ftp://x"], "jwks"),
        (["--durability", "some"], "normal, full"),
        (["--drain-delay", "long"], "--drain-delay"),
    ])
    func aValueThatCannotBeUsedIsNamed(arguments: [String], message: String) {
        let error = #expect(throws: StartupError.self) { try configuration(flags: arguments) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func anUnknownKeyOfTheFileIsNamedWithItsLine() {
        let error = #expect(throws: StartupError.self) { try configuration(file: "listen: 127.0.0.1:1\nlisten2: x\n") }
        #expect(error?.description.contains("service.yaml:2") == true)
        #expect(error?.description.contains("listen2") == true)
    }
}
