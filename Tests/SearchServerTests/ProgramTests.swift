import Bytes
import ServiceKit
import TestSupport
import Testing

@Suite("The built program", .serialized)
struct ProgramTests {
    private func start(_ path: String, _ arguments: [String] = []) async throws -> (ChildProcess, String) {
        let program = try ChildProcess(
            BuiltPrograms.path("martlet-search"),
            ["--path.data", path, "--http.port", "0"] + arguments
        )
        let line = try await program.waitForLine(containing: "The server is ready")
        let port = try #require(try JSONValue(parsing: line)["server.port"]?.int)
        return (program, "http://127.0.0.1:\(port)")
    }

    @Test(
        "kill -9 during bulk: every acknowledged document is found after the restart",
        .needsProgram("martlet-search")
    )
    func crashes() async throws {
        let directory = try TemporaryDirectory()
        let caller = HTTPCaller()
        var acknowledged: Set<String> = []
        for round in 0..<5 {
            let (program, url) = try await start(directory.path("data"))
            let count = try JSONValue(parsing: try await caller.get(url + "/_count").body)["count"]?.int ?? 0
            #expect(count >= acknowledged.count, "round \(round)")
            // Some writers at a time, killed in the middle of their work.
            let written = await withTaskGroup(of: Set<String>.self) { tasks in
                for writer in 0..<4 {
                    tasks.addTask {
                        var ids: Set<String> = []
                        for batch in 0..<1000 {
                            let names = (0..<20).map { "r\(round)w\(writer)b\(batch)d\($0)" }
                            let body = names.map {
                                "{\"create\":{\"_index\":\"i\(writer % 2)\",\"_id\":\"\($0)\"}}\n{\"text\":\"document \($0)\"}\n"
                            }.joined()
                            do {
                                let reply = try await caller.request(
                                    "POST",
                                    url + "/_bulk",
                                    headers: [(name: "Content-Type", value: "application/x-ndjson")],
                                    body: Array(body.utf8)
                                )
                                guard reply.status == 200, reply.json["errors"] == false else { break }
                                ids.formUnion(names)
                            } catch {
                                break
                            }
                            if writer == 0, batch == 10 + round * 5 { program.send(signal: 9) }
                        }
                        return ids
                    }
                }
                return await tasks.reduce(into: Set<String>()) { $0.formUnion($1) }
            }
            acknowledged.formUnion(written)
            #expect(try await program.waitForExit() != .exited(0))
        }
        let (program, url) = try await start(directory.path("data"))
        var found: Set<String> = []
        for index in ["i0", "i1"] {
            var after = ""
            while true {
                let body = #"{"size":1000,"_source":false,"sort":["_doc"]\#(after)}"#
                let reply = try await caller.request(
                    "POST",
                    "\(url)/\(index)/_search",
                    headers: [(name: "Content-Type", value: "application/json")],
                    body: Array(body.utf8)
                )
                let hits = reply.json["hits"]?["hits"]?.array ?? []
                guard let last = hits.last else { break }
                found.formUnion(hits.compactMap { $0["_id"]?.string })
                after = #","search_after":\#(last["sort"]!.text)"#
            }
        }
        #expect(acknowledged.count > 500)
        #expect(acknowledged.subtracting(found).isEmpty, "\(acknowledged.subtracting(found).count) lost")
        // Found by their words as well, not only listed.
        let some = try #require(acknowledged.sorted().last)
        let query = #"{"query":{"match":{"text":"\#(some)"}}}"#
        let reply = try await caller.request(
            "POST",
            "\(url)/_search",
            headers: [(name: "Content-Type", value: "application/json")],
            body: Array(query.utf8)
        )
        #expect(reply.json["hits"]?["total"]?["value"] == 1)
        #expect(try await program.terminate() == .exited(0))
    }

    @Test("the official Python client works, unmodified", .needsProgram("martlet-search"), .needsPythonClient)
    func pythonClient() async throws {
        let directory = try TemporaryDirectory()
        let (program, url) = try await start(directory.path("data"))
        let result = try await Command.run(
            PythonClient.interpreter,
            [PackageRoot.path("Tests/SearchServerTests/Client/elasticsearch_client.py"), url]
        )
        #expect(result.status == .exited(0), "\(result.errorOutput)\n\(result.output)")
        #expect(result.output.contains(" checks"))
        #expect(try await program.terminate() == .exited(0))
    }

    @Test("starts that cannot be say why", .needsProgram("martlet-search"))
    func startupErrors() async throws {
        let directory = try TemporaryDirectory()
        let (program, url) = try await start(directory.path("data"))
        let port = String(url.split(separator: ":").last!)
        func failure(_ arguments: [String]) async throws -> String {
            let result = try await Command.run(BuiltPrograms.path("martlet-search"), arguments)
            #expect(result.status == .exited(1), "\(arguments)")
            return result.errorOutput
        }
        let taken = try await failure(["--path.data", directory.path("other"), "--http.port", port])
        #expect(taken.contains("--http.port") && taken.contains("in use"), "\(taken)")
        let locked = try await failure(["--path.data", directory.path("data"), "--http.port", "0"])
        #expect(locked.contains("--path.data") && locked.contains("locked by process \(program.pid)"), "\(locked)")
        let wrong = try await failure(["--http.port", "many"])
        #expect(wrong.contains("--http.port"), "\(wrong)")
        let file = try directory.write("http.port: 0\nhttp.prot: 1\n", to: "wrong.yml")
        let unknown = try await failure(["--config", file])
        #expect(unknown.contains("wrong.yml:2") && unknown.contains("http.prot"), "\(unknown)")
        #expect(try await program.terminate() == .exited(0))
    }
}

/// The interpreter that has the `elasticsearch` package.
enum PythonClient {
    static var interpreter: String {
        TestEnvironment.value("MARTLET_TEST_PYTHON") ?? PackageRoot.path(".build/python/bin/python3")
    }

    static var isInstalled: Bool {
        get async {
            let result = try? await Command.run(interpreter, ["-c", "import elasticsearch"])
            return result?.status == .exited(0)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where the official client is not installed; `make test` installs it.
    static var needsPythonClient: Self {
        .enabled("\(PythonClient.interpreter) has no package elasticsearch") { await PythonClient.isInstalled }
    }
}
