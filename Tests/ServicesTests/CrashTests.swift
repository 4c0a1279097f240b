import Bytes
import ServiceKit
import Synchronization
import TestSupport
import Testing

/// The programs themselves, killed again and again in the middle of their work.
@Suite(.needsProgram("user-service"), .needsProgram("todo-service"))
struct CrashTests {
    /// Two programs that come back when they are killed.
    private final class Programs: Sendable {
        let folder: TemporaryDirectory
        let ports: [Int]
        private let running = Mutex<[String: ChildProcess]>([:])

        init() throws {
            folder = try TemporaryDirectory()
            ports = try FreePort.next(4)
            for name in ["user", "todo"] { try start(name) }
        }

        var users: String { "http://127.0.0.1:\(ports[0])" }
        var todos: String { "http://127.0.0.1:\(ports[1])" }

        func start(_ name: String) throws {
            let index = name == "user" ? 0 : 1
            var arguments = [
                "--listen", "127.0.0.1:\(ports[index])", "--admin", "127.0.0.1:\(ports[index + 2])",
                "--database", "sqlite:\(folder.path("\(name).db"))", "--events", "sqlite:\(folder.path("events.db"))",
                "--jwks", "\(users)/.well-known/jwks.json", "--drain-delay", "0s", "--log.level", "error",
            ]
            if name == "user" { arguments += ["--argon2.memory", "8KiB", "--argon2.passes", "1"] }
            let process = try ChildProcess(BuiltPrograms.path("\(name)-service"), arguments)
            running.withLock { $0[name] = process }
        }

        func killAndRestart(_ name: String) async throws {
            let process = running.withLock { $0[name] }
            try await process?.kill()
            try start(name)
        }

        func stop() async throws {
            for process in running.withLock({ Array($0.values) }) {
                let status = try await process.terminate()
                #expect(status == .exited(0), "\(process.errorOutput)")
            }
        }
    }

    private final class Progress: Sendable {
        private let finished = Mutex(false)
        var isFinished: Bool { finished.withLock { $0 } }
        func finish() { finished.withLock { $0 = true } }
    }

    private let caller = HTTPCaller()

    /// Sends a request until there is an answer: a client that knows that it may repeat itself.
    private func call(
        _ method: String,
        _ url: String,
        _ body: JSONValue? = nil,
        token: String? = nil,
        key: String? = nil
    ) async throws -> HTTPReply {
        var headers: HTTPCaller.Headers = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if let key { headers.append(("Idempotency-Key", key)) }
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do {
                let reply = try await caller.request(method, url, headers: headers, body: body?.serialized())
                if reply.status != 503 || ContinuousClock.now > end { return reply }
            } catch {
                if ContinuousClock.now > end { throw error }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Does `work` for every name while programs are killed, and goes on killing until the work is done.
    private func amongKills(
        of programs: Programs,
        seed: UInt64,
        _ names: [String],
        _ work: @escaping @Sendable (String) async throws -> Void
    ) async throws -> Int {
        let progress = Progress()
        return try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for name in names { try await work(name) }
                progress.finish()
                return 0
            }
            group.addTask {
                var random = SeededGenerator(seed: seed)
                var kills = 0
                while !progress.isFinished || kills < 3 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 50...300, using: &random)))
                    try await programs.killAndRestart(Bool.random(using: &random) ? "user" : "todo")
                    kills += 1
                }
                return kills
            }
            return try await group.reduce(0, +)
        }
    }

    @Test func whatWasAcknowledgedStaysAndEveryEventHasItsEffectOnce() async throws {
        let programs = try Programs()
        let names = (0..<150).map { "user-\($0)" }
        let registrations = try await amongKills(of: programs, seed: 1, names) { name in
            let body: JSONValue = [
                "username": .string(name), "email": .string("\(name)@example.org"), "password": "correct horse",
            ]
            let reply = try await call("POST", "\(programs.users)/v1/users", body, key: name)
            #expect(reply.status == 201, "\(reply.text)")
        }
        #expect(registrations >= 3)

        let tokens = Mutex<[String: String]>([:])
        for name in names {
            let body: JSONValue = ["identifier": .string(name), "password": "correct horse"]
            let reply = try await call("POST", "\(programs.users)/v1/auth/token", body)
            let token = try #require(try reply.json()["accessToken"]?.string, "\(reply.text)")
            tokens.withLock { $0[name] = token }
        }
        func todos(of name: String) async throws -> [JSONValue] {
            let token = tokens.withLock { $0[name] }
            return try await call("GET", "\(programs.todos)/v1/todos", token: token).json()["items"]?.array ?? []
        }
        for name in names {
            try await expectEventually { try await !todos(of: name).isEmpty }
        }

        let completions = try await amongKills(of: programs, seed: 2, names) { name in
            let token = tokens.withLock { $0[name] }
            let url = try await call("GET", "\(programs.todos)/v1/todos", token: token).json()["items"]?[0]?["url"]?
                .string
            let reply = try await call("PATCH", programs.todos + (url ?? ""), ["completed": true], token: token)
            #expect(reply.status == 200, "\(reply.text)")
        }
        #expect(completions >= 3)
        func count(_ name: String) async throws -> Int? {
            try await call("GET", "\(programs.users)/v1/users/\(name)").json()["stats"]?["todosCompleted"]?.int
        }
        for name in names {
            try await expectEventually { try await count(name) == 1 }
        }
        // Nothing was done twice.
        for name in names {
            #expect(try await todos(of: name).count == 1)
            #expect(try await count(name) == 1)
        }
        try await programs.stop()
    }
}
