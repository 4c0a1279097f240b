import Bytes
import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite("The file system")
struct FileSystemTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("creates folders with those above, and leaves them when they are there")
    func createsFolders() throws {
        let path = folder.path("a/b/c")
        try FileSystem.createDirectory(path)
        try FileSystem.createDirectory(path)
        try FileSystem.createDirectory(path + "/")
        #expect(FileSystem.isDirectory(path))
        try TestFiles.write("x", to: folder.path("file"))
        #expect(throws: StorageError.self) { try FileSystem.createDirectory(folder.path("file")) }
        #expect(throws: StorageError.self) { try FileSystem.createDirectory(folder.path("file/below")) }
    }

    @Test("lists names sorted by their bytes")
    func lists() throws {
        for name in ["b", "a", "ä", "B", ".hidden"] { try TestFiles.write("", to: folder.path(name)) }
        #expect(try FileSystem.contents(of: folder.path) == [".hidden", "B", "a", "b", "ä"])
    }

    @Test("removes a tree without following links")
    func removesTrees() async throws {
        try FileSystem.createDirectory(folder.path("tree/deep"))
        try TestFiles.write("x", to: folder.path("tree/deep/file"))
        try TestFiles.write("kept", to: folder.path("outside"))
        try FileSystem.createDirectory(folder.path("other"))
        try TestFiles.write("kept", to: folder.path("other/file"))
        #expect(
            try await Command.run("ln", ["-s", folder.path("other"), folder.path("tree/link")]).status == .exited(0)
        )
        try FileSystem.removeTree(folder.path("tree"))
        try FileSystem.removeTree(folder.path("tree"))
        #expect(!FileSystem.exists(folder.path("tree")))
        #expect(FileSystem.exists(folder.path("other/file")))
    }

    @Test("publishes a file whole or not at all", arguments: 0..<12)
    func publishes(room: Int) throws {
        let path = folder.path("state")
        try FileSystem.publish(Array("old".utf8), to: path)
        let disk = FullDisk(room: room)
        let new = Array("new contents".utf8)
        #expect(throws: StorageError.self) { try FileSystem.publish(new, to: path, faults: disk.faults) }
        #expect(try FileSystem.read(path) == Array("old".utf8))
        #expect(try FileSystem.contents(of: folder.path) == ["state"])
        disk.room = 100
        try FileSystem.publish(new, to: path, faults: disk.faults)
        #expect(try FileSystem.read(path) == new)
        #expect(try FileSystem.contents(of: folder.path) == ["state"])
    }

    @Test("reads files that do not tell their size, and no more than the limit")
    func readsWhole() throws {
        #expect(try FileSystem.read("/proc/self/stat").isEmpty == false)
        try TestFiles.write(Array(repeating: 1, count: 10), to: folder.path("ten"))
        #expect(try FileSystem.read(folder.path("ten"), limit: 10).count == 10)
        let error = #expect(throws: StorageError.self) { try FileSystem.read(folder.path("ten"), limit: 9) }
        #expect(error?.code == EFBIG)
    }

    @Test("says what is there")
    func status() throws {
        try TestFiles.write("four", to: folder.path("file"))
        let status = try #require(try FileSystem.status(folder.path("file")))
        #expect(status.size == 4 && status.isRegularFile && !status.isDirectory)
        #expect(status.modified.seconds > 1_600_000_000)
        #expect(try FileSystem.status(folder.path("none")) == nil)
        #expect(try FileSystem.status(folder.path("file/below")) == nil)
        #expect(try FileSystem.freeSpace(at: folder.path) > 0)
        #expect(FileSystem.directory(of: "/a/b") == "/a")
        #expect(FileSystem.directory(of: "/a") == "/")
        #expect(FileSystem.directory(of: "a") == ".")
    }

    @Test("gives a file a second name")
    func links() throws {
        try TestFiles.write("x", to: folder.path("a"))
        try FileSystem.hardLink(folder.path("a"), to: folder.path("b"))
        #expect(try FileSystem.status(folder.path("a"))?.identity == FileSystem.status(folder.path("b"))?.identity)
    }

    @Test("makes temporary folders only for this user")
    func temporary() throws {
        let path = try FileSystem.makeTemporaryDirectory(prefix: "martlet-storage-")
        defer { try? FileSystem.removeTree(path) }
        #expect(FileSystem.isDirectory(path))
        #expect(path.contains("/martlet-storage-"))
    }
}
