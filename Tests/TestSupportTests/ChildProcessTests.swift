import Glibc
import TestSupport
import Testing

@Suite("A child process", .timeLimit(.minutes(2)))
struct ChildProcessTests {
    private func shell(_ script: String, environment: [String: String?] = [:]) throws -> ChildProcess {
        try ChildProcess("/bin/sh", ["-c", script], environment: environment)
    }

    @Test("tells its exit code and all it wrote, also without a newline at the end")
    func output() async throws {
        let process = try shell("echo one; echo two >&2; printf three; exit 7")
        #expect(try await process.waitForExit() == .exited(7))
        #expect(process.output == "one\nthree\n")
        #expect(process.errorOutput == "two\n")
        #expect(process.exitStatus == .exited(7))
    }

    @Test("is waited for until it writes a line, also one that is there already")
    func lines() async throws {
        let process = try shell("echo ready on port 1; read never; echo not reached")
        #expect(try await process.waitForLine(containing: "ready") == "ready on port 1")
        #expect(try await process.waitForLine { $0.hasSuffix("1") } == "ready on port 1")
    }

    @Test("that ends without the line, or does not write it in time, is an error with its output")
    func missingLine() async throws {
        let ended = try shell("echo starting; exit 1")
        let error = await #expect(throws: ChildProcessError.self) { try await ended.waitForLine(containing: "ready") }
        #expect(error?.description.contains("ended without such a line") == true)
        #expect(error?.output == "starting")
        let slow = try shell("exec sleep 600")
        await #expect(throws: ChildProcessError.self) {
            try await slow.waitForLine(containing: "ready", timeout: .milliseconds(10))
        }
    }

    @Test("ends by SIGTERM in its own way, and by SIGKILL in none")
    func signals() async throws {
        let polite = try shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done")
        try await polite.waitForLine(containing: "ready")
        #expect(try await polite.terminate() == .exited(3))
        #expect(polite.output.hasSuffix("bye\n"))
        let deaf = try shell("trap '' TERM; echo ready; exec sleep 600")
        try await deaf.waitForLine(containing: "ready")
        deaf.send(signal: SIGTERM)
        try await deaf.kill()
        #expect(deaf.exitStatus == .signalled(SIGKILL))
        // After the end nobody else is hit.
        deaf.send(signal: SIGTERM)
    }

    @Test("is killed with its last reference")
    func deinitialisation() async throws {
        var pid: Int32 = 0
        do {
            let process = try shell("echo ready; exec sleep 600")
            try await process.waitForLine(containing: "ready")
            pid = process.pid
            #expect(kill(pid, 0) == 0)
        }
        while kill(pid, 0) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(errno == ESRCH)
    }

    @Test("has the environment and the folder it was given, and no descriptor of the test")
    func surroundings() async throws {
        let folder = try TemporaryDirectory()
        let process = try ChildProcess(
            "/bin/sh",
            ["-c", "echo $GREETING-${HOME-unset}; pwd; ls /proc/self/fd"],
            environment: ["GREETING": "hello", "HOME": nil],
            workingDirectory: folder.path
        )
        #expect(try await process.waitForExit() == .exited(0))
        // 3 is the folder that ls itself reads.
        #expect(process.output == "hello-unset\n\(folder.path)\n0\n1\n2\n3\n")
    }

    @Test("that cannot be started is an error")
    func missing() {
        #expect(throws: (any Error).self) { try ChildProcess("/nothing/here") }
    }

    @Test("is waited for until it answers over HTTP")
    func http() async throws {
        let port = try FreePort.next()
        let folder = try TemporaryDirectory()
        try folder.write("here", to: "page")
        let server = try ChildProcess(
            "/usr/bin/python3",
            ["-m", "http.server", "\(port)", "--bind", "127.0.0.1"],
            workingDirectory: folder.path
        )
        try await server.waitForHTTP(port: port, path: "/page")
        try await server.waitForHTTP(port: port, path: "/none", status: 404)
        try await server.kill()
        let error = await #expect(throws: ChildProcessError.self) {
            try await server.waitForHTTP(port: port, path: "/page")
        }
        #expect(error?.reason.contains("signal 9") == true)
    }

    @Test("gets a port of its own")
    func ports() throws {
        let ports = try FreePort.next(20)
        #expect(Set(ports).count == 20)
        #expect(ports.allSatisfy { (1024...65535).contains($0) })
    }
}
