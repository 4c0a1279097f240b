import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite("A file")
struct FileTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("is read at any place, and short only where it ends")
    func readsAnywhere() throws {
        let file = try File.open(folder.path("a"), .truncate)
        try file.write(Array(0..<100), at: 0)
        #expect(try file.read(upTo: 10, at: 5) == Array(5..<15))
        #expect(try file.read(upTo: 10, at: 95) == Array(95..<100))
        #expect(try file.read(upTo: 10, at: 100).isEmpty)
        var bytes: [UInt8] = [1, 2]
        #expect(try file.read(into: &bytes, count: 3, at: 50) == 3)
        #expect(bytes == [1, 2, 50, 51, 52])
        #expect(try file.read(into: &bytes, count: 3, at: 99) == 1)
        #expect(bytes == [1, 2, 50, 51, 52, 99])
    }

    @Test("opened to append is written at its end, whoever else writes")
    func appends() throws {
        let first = try File.open(folder.path("a"), .append)
        let second = try File.open(folder.path("a"), .append)
        try first.write([1])
        try second.write([2])
        try first.write([3])
        #expect(try FileSystem.read(folder.path("a")) == [1, 2, 3])
    }

    @Test("that is not there is an error with its path and errno")
    func missing() throws {
        let path = folder.path("nothing")
        let error = #expect(throws: StorageError.self) { _ = try File.open(path, .read) }
        #expect(error?.description == "open \(path): No such file or directory (errno 2)")
        #expect(error?.isNotFound == true)
    }

    @Test("is created anew only where none is")
    func createNew() throws {
        _ = try File.open(folder.path("a"), .createNew)
        let error = #expect(throws: StorageError.self) { _ = try File.open(folder.path("a"), .createNew) }
        #expect(error?.code == EEXIST)
    }

    @Test("keeps its identity under another name, and gives its place to another")
    func identity() throws {
        let file = try File.open(folder.path("a"), .truncate)
        let identity = try file.identity()
        try FileSystem.rename(folder.path("a"), to: folder.path("b"))
        let other = try File.open(folder.path("a"), .truncate)
        #expect(try FileSystem.status(folder.path("b"))?.identity == identity)
        #expect(try other.identity() != identity)
    }

    @Test("writes on after interruptions and short writes")
    func shortWrites() throws {
        let faults = FileFaults { call, _ in
            if case .write(let count) = call, count > 3 { return .short(3) }
            return .proceed
        }
        let file = try File.open(folder.path("a"), .truncate, faults: faults)
        try file.write(Array(0..<50), at: 0)
        #expect(try file.read(upTo: 100, at: 0) == Array(0..<50))
    }

    @Test("is closed with its owner, and not inherited")
    func descriptors() throws {
        var descriptor: Int32 = -1
        do {
            let file = try File.open(folder.path("a"), .truncate)
            descriptor = file.descriptor
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            let copy = try file.duplicate()
            #expect(copy.descriptor != descriptor)
            #expect(fcntl(copy.descriptor, F_GETFD) & FD_CLOEXEC != 0)
        }
    }
}
