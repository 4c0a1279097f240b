import Glibc
import Testing

@testable import Storage

// Unsafe because system calls take C strings and structures by address, and because one of them is looked up by name and
// cast to its type. What keeps it right: all are local variables that outlive the call, and the type of unshare(2) is the
// one of its manual page.

/// File systems without room, for a process of their own.
enum SmallDisk {
    static let noSpace = ENOSPC
    static let tooBig = EFBIG

    /// Mounts a small tmpfs that only this thread sees. False where that is not allowed.
    static func mount(at path: String, kilobytes: Int) -> Bool {
        // Not in the C library that Swift sees.
        typealias Unshare = @convention(c) (Int32) -> Int32
        let newMountNamespace: Int32 = 0x0002_0000
        guard let symbol = unsafe dlsym(nil, "unshare") else { return false }
        guard unsafe unsafeBitCast(symbol, to: Unshare.self)(newMountNamespace) == 0 else { return false }
        // Nothing of it must reach the mounts of the machine.
        guard unsafe Glibc.mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0 else { return false }
        let options = "size=\(kilobytes)k"
        return unsafe options.withCString { options in
            unsafe Glibc.mount("tmpfs", path, "tmpfs", 0, options) == 0
        }
    }

    /// Limits how long a file of this process may become, and takes the signal's place by an error.
    static func limitFileSize(to bytes: Int) throws {
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: .max)
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
            throw StorageError.last("setrlimit", "")
        }
    }

    /// Appends until there is no room, makes room, appends again, and compares with what was accepted.
    static func fillAndGoOn(path: String, code: Int32, makeRoom: () throws -> Void) throws {
        let magic = Array("MTTEST\u{0}\u{1}".utf8)
        var accepted: [[UInt8]] = []
        do {
            var log = try RecordLog.open(path, magic: magic) { _, _ in }
            func append(_ log: inout RecordLog) throws {
                let record = Array(repeating: UInt8(truncatingIfNeeded: accepted.count), count: 4000)
                try log.append(record)
                accepted.append(record)
            }
            let error = #expect(throws: StorageError.self) {
                for _ in 0..<10_000 { try append(&log) }
            }
            #expect(error?.code == code)
            #expect(error?.isOutOfSpace == true)
            #expect(accepted.count > 10)
            #expect(try FileSystem.size(of: path) == log.size)
            try makeRoom()
            try append(&log)
            try append(&log)
        }
        var found: [[UInt8]] = []
        let log = try RecordLog.open(path, magic: magic) { record, _ in found.append(record) }
        #expect(log.recovered.droppedBytes == 0)
        #expect(found == accepted)
    }
}
