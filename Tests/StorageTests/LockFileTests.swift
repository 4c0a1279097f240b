import Glibc
import Storage
import TestSupport
import Testing

@Suite("A lock file")
struct LockFileTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("is held by one at a time, and says by which process")
    func excludes() throws {
        let path = folder.path("lock")
        do {
            let lock = try LockFile.acquire(path)
            #expect(try TestFiles.text(path) == "\(getpid())\n")
            let error = #expect(throws: LockError.self) { _ = try LockFile.acquire(path) }
            #expect(error == .heldBy(path: path, pid: getpid()))
            #expect(error?.description == "\(path) is locked by process \(getpid())")
            #expect(lock.path == path)
        }
        // Given back with its owner.
        _ = try LockFile.acquire(path)
    }

    @Test("names the process that has it, and is free again when that is killed")
    func otherProcess() async throws {
        let path = folder.path("lock")
        // util-linux's flock takes the same lock; the file's contents are ours to read.
        try TestFiles.write("", to: path)
        let holder = try ChildProcess(
            "/usr/bin/flock",
            [path, "sh", "-c", "echo $PPID > \(path); echo locked; exec sleep 600"]
        )
        try await holder.waitForLine(containing: "locked")
        let error = #expect(throws: LockError.self) { _ = try LockFile.acquire(path) }
        #expect(error == .heldBy(path: path, pid: holder.pid))
        let sleeper = try #require(
            try await Command.run("pgrep", ["-P", "\(holder.pid)"]).output.split(separator: "\n").first
        )
        kill(try #require(Int32(sleeper)), SIGKILL)
        try await holder.waitForExit()
        _ = try LockFile.acquire(path)
    }

    @Test("in a folder that is not there is the environment's error")
    func noFolder() throws {
        let path = folder.path("nothing/lock")
        let error = #expect(throws: LockError.self) { _ = try LockFile.acquire(path) }
        #expect(error == .environment(StorageError(operation: "open", path: path, code: ENOENT)))
    }
}
