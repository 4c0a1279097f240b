import TestSupport
import Testing

@testable import Storage

/// The same as with the injected faults, where there really is no room: on a small tmpfs in a mount namespace of its own,
/// and with a limit on the size of files.
@Suite("A record log on a real file system without room")
struct RecordLogRealDiskTests {
    @Test(
        "throws ENOSPC, is cut back, and goes on when something is removed",
        .enabled("mounting needs privileges; the limit on file sizes is tested in any case") {
            try await Command.run("unshare", ["--mount", "true"]).status == .exited(0)
        }
    )
    func fullFileSystem() async throws {
        await #expect(processExitsWith: .success) {
            try #require(SmallDisk.mount(at: "/mnt", kilobytes: 256))
            try TestFiles.write(Array(repeating: 1, count: 64 << 10), to: "/mnt/ballast")
            try SmallDisk.fillAndGoOn(path: "/mnt/records.log", code: SmallDisk.noSpace) {
                try TestFiles.remove("/mnt/ballast")
            }
        }
    }

    @Test("throws EFBIG at the limit of file sizes, is cut back, and goes on when the limit is lifted")
    func limitedFileSize() async throws {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryDirectory()
            try SmallDisk.limitFileSize(to: 100_000)
            try SmallDisk.fillAndGoOn(path: folder.path("records.log"), code: SmallDisk.tooBig) {
                try SmallDisk.limitFileSize(to: 200_000)
            }
        }
    }
}
