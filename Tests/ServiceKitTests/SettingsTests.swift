import Logging
import ServiceKit
import TestSupport
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("a flag wins over the environment, that over the file, that over the default")
    func precedence() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("listen: 1.1.1.1:1\nlog.level: debug\ntimeout: 5s\n", to: "service.yaml")
        let settings = try Settings(
            file: file,
            names: ["listen", "log.level", "timeout"],
            environment: ["MARTLET_LISTEN": "2.2.2.2:2", "MARTLET_LOG_LEVEL": "error"]
        )
        let fallback = ListenAddress(host: "127.0.0.1", port: 8080)
        #expect(try settings.address("listen", flag: "3.3.3.3:3", default: fallback).port == 3)
        #expect(try settings.address("listen", default: fallback).port == 2)
        #expect(try settings.logLevel() == .error)
        #expect(try settings.duration("timeout", default: .seconds(1)) == .seconds(5))
        #expect(try settings.integer("workers", default: 4) == 4)
    }

    @Test("a bad value names the place where it stands")
    func badValues() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("a: 1\ntimeout: soon\n", to: "service.yaml")
        let settings = try Settings(file: file, names: ["a", "timeout"], environment: ["MARTLET_SIZE": "many"])
        #expect(throws: StartupError("\(file):2: timeout: \"soon\" is not a duration such as 30s")) {
            try settings.duration("timeout", default: .seconds(1))
        }
        #expect(throws: StartupError("MARTLET_SIZE: \"many\" is not a size such as 512MiB")) {
            try settings.bytes("size", default: 1)
        }
        #expect(throws: StartupError("--workers: \"0\" is not a whole number from 1 to 8")) {
            try settings.integer("workers", flag: "0", default: 1, in: 1...8)
        }
    }

    @Test("an unknown key of the file is an error with its line")
    func unknownKey() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("listen: 1\nlistn: 2\n", to: "service.yaml")
        #expect { try Settings(file: file, names: ["listen"], environment: [:]) } throws: { error in
            "\(error)".contains("service.yaml:2:1: unknown key \"listn\"")
        }
    }

    @Test(
        "addresses in every form",
        arguments: [
            ("127.0.0.1:80", "127.0.0.1", 80), (":9090", "0.0.0.0", 9090), ("9090", "127.0.0.1", 9090),
            ("[::1]:80", "::1", 80), ("localhost:0", "localhost", 0),
        ]
    )
    func addresses(_ text: String, _ host: String, _ port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test("what is no address", arguments: ["", ":", "host", "host:", "host:65536", "host:-1", "::1:80", "host:+1"])
    func noAddress(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
