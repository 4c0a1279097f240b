import Bytes
import ServiceKit
import TestSupport
import Testing

/// The built program, from outside.
@Suite("martlet-metrics", .needsProgram("martlet-metrics"), .timeLimit(.minutes(3)))
struct ProgramTests {
    private struct Running {
        let process: ChildProcess
        let url: String
        let caller = HTTPCaller()

        func value(_ query: String) async throws -> String? {
            let reply = try await caller.get("\(url)/api/v1/query?query=\(query)")
            return try reply.json()["data"]?["result"]?[0]?["value"]?[1]?.string
        }

        /// The times of all samples of a series.
        func times(_ selector: String) async throws -> [Double] {
            let reply = try await caller.get("\(url)/api/v1/query?query=\(selector)[1h]")
            return try reply.json()["data"]?["result"]?[0]?["values"]?.array?.compactMap { $0[0]?.double } ?? []
        }
    }

    private func start(_ file: String, _ data: String, _ more: [String] = []) async throws -> Running {
        let process = try ChildProcess(
            BuiltPrograms.path("martlet-metrics"),
            ["--config.file=\(file)", "--storage.tsdb.path=\(data)", "--web.listen-address=127.0.0.1:0"] + more
        )
        let line = try await process.waitForLine(containing: "ready to receive web requests")
        let port = try #require(try JSONValue(parsing: line)["server.port"]?.int)
        return Running(process: process, url: "http://127.0.0.1:\(port)")
    }

    /// Runs the program to its end.
    private func run(_ arguments: [String]) async throws -> (
        status: TestSupport.ExitStatus, output: String, errorOutput: String
    ) {
        let process = try ChildProcess(BuiltPrograms.path("martlet-metrics"), arguments)
        let status = try await process.waitForExit()
        return (status, process.output, process.errorOutput)
    }

    private func waitFor(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(30))
        }
        Issue.record("waited in vain for \(what)")
    }

    /// A configuration that scrapes a port every 50 ms.
    private func configuration(_ directory: TemporaryDirectory, port: Int) throws -> String {
        try directory.write(
            """
            global: {scrape_interval: 50ms, scrape_timeout: 50ms}
            scrape_configs: [{job_name: self, static_configs: [{targets: ["127.0.0.1:\(port)"]}]}]
            """,
            to: "prometheus.yml"
        )
    }

    @Test("Killed without warning again and again under load, it has every scrape that it ever showed")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        // Nobody listens there: the reports of failing scrapes are acknowledged samples too.
        let file = try configuration(directory, port: try FreePort.next())
        var shown: [Double] = []
        for round in 1...5 {
            let server = try await start(file, directory.path("data"))
            if round > 1 {
                let recovered = Set(try await server.times("up"))
                #expect(shown.allSatisfy { recovered.contains($0) }, "round \(round)")
            }
            try await waitFor("more scrapes") { try await server.times("up").count >= shown.count + 5 }
            shown = try await server.times("up")
            try await server.process.kill()
        }
        #expect(shown.count >= 25)
    }

    @Test("A second one on the same directory is refused, and told which process has it")
    func lock() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("scrape_configs: []", to: "prometheus.yml")
        let first = try await start(file, directory.path("data"))
        let second = try await run([
            "--config.file=\(file)", "--storage.tsdb.path=\(directory.path("data"))",
            "--web.listen-address=127.0.0.1:0",
        ]
        )
        #expect(second.status == .exited(1))
        #expect(second.errorOutput.contains("is locked by process \(first.process.pid)"))
    }

    @Test("A port in use is an error that names the flag")
    func portInUse() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("scrape_configs: []", to: "prometheus.yml")
        let first = try await start(file, directory.path("one"))
        let second = try await run([
            "--config.file=\(file)", "--storage.tsdb.path=\(directory.path("two"))",
            "--web.listen-address=\(first.url.dropFirst(7))",
        ]
        )
        #expect(second.status == .exited(1))
        #expect(second.errorOutput.contains("--web.listen-address"))
    }

    @Test("SIGTERM ends it with 0, SIGHUP reads the configuration again")
    func signals() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("scrape_configs: []", to: "prometheus.yml")
        let server = try await start(file, directory.path("data"))
        try directory.write("scrape_configs: [{wrong: 1}]", to: "prometheus.yml")
        server.process.send(signal: 1)
        try await server.process.waitForLine(containing: "field wrong not found in scrape_configs")
        #expect(try await server.process.terminate() == .exited(0))
    }

    @Test("Wrong flags and files end it with a message, before anything is made")
    func refused() async throws {
        let directory = try TemporaryDirectory()
        let bad = try directory.write("global: {x: 1}", to: "bad.yml")
        let cases: [(arguments: [String], message: String)] = [
            (["--config.file=\(bad)", "--check-config"], "bad.yml:1: field x not found in global"),
            (["--config.file=\(bad)", "--storage.tsdb.path=\(directory.path("d"))"], "bad.yml:1: field x not found"),
            (["--web.enable-remote-write-receiver"], "remote write is not supported by this version"),
            (["--query.timeout=soon"], "\"soon\" is not a duration"),
            (["--storage.tsdb.retention.time=0"], "--storage.tsdb.retention.time must be above zero"),
            (["--query.max-samples=0"], "is not a whole number from 1"),
            (["--web.listen-address=nowhere"], "is not an address"),
        ]
        for item in cases {
            let result = try await run(item.arguments)
            #expect(result.status == .exited(1), "\(item.arguments)")
            #expect(result.errorOutput.contains(item.message), "\(item.arguments): \(result.errorOutput)")
        }
        #expect(!TestFiles.exists(directory.path("d")))
        let good = try directory.write("scrape_configs: [{job_name: a}]", to: "good.yml")
        let checked = try await run(["--config.file=\(good)", "--check-config"])
        #expect(checked.status == .exited(0))
        #expect(checked.output == "1 scrape jobs with 0 targets: the configuration is valid\n")
    }

    @Test("It checks what a target would answer")
    func checksMetrics() async throws {
        let directory = try TemporaryDirectory()
        let cases: [(text: String, status: Int32, message: String)] = [
            ("a 1\n", 0, "valid in the text format"),
            ("# TYPE a counter\na_total 1\n# EOF\n", 0, "valid OpenMetrics"),
            ("a 1\na{\n", 1, "line 2: expected a label name"),
            ("# TYPE a counter\na_total -1\n# EOF\n", 1, "line 2: a_total is negative"),
        ]
        for item in cases {
            let file = try directory.write(item.text, to: "metrics")
            let result = try await run(["--check-metrics", file])
            #expect(result.status == .exited(item.status))
            #expect((result.output + result.errorOutput).contains(item.message), "\(result)")
        }
    }
}
