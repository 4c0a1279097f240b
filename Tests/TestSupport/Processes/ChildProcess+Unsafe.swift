internal import Glibc
internal import Synchronization

// Unsafe because starting a process and a thread takes C strings, tables of them and opaque structures. What keeps it
// right: every string that is duplicated here is freed here after the call that reads it, every structure that is
// initialised is destroyed, a function that is looked up by name has the type of its manual page, and a thread's closure is
// retained until the thread has taken it over.

extension ChildProcess {
    struct Spawned {
        var pid: Int32
        var output: Int32
        var error: Int32
    }

    static func spawn(
        _ program: String,
        _ arguments: [String],
        _ changes: [String: String?],
        _ workingDirectory: String?
    ) throws -> Spawned {
        // One at a time: a process that is started between the making of a pipe and its marking as ours alone would hold
        // the pipe open.
        try spawning.withLock { _ in try spawnAlone(program, arguments, changes, workingDirectory) }
    }

    private static let spawning = Mutex(())

    private static func spawnAlone(
        _ program: String,
        _ arguments: [String],
        _ changes: [String: String?],
        _ workingDirectory: String?
    ) throws -> Spawned {
        let output = try makePipe()
        let error = try makePipe()
        defer {
            _ = close(output.write)
            _ = close(error.write)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, error.write, 2)
        if let workingDirectory {
            typealias AddFolder =
                @convention(c) (
                    UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
                ) -> Int32
            let addFolder = unsafe symbol("posix_spawn_file_actions_addchdir_np", as: AddFolder.self)
            _ = unsafe addFolder(&actions, workingDirectory)
        }
        // What the test runner left open, other children's pipes among it, is none of the program's business.
        typealias AddCloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        _ = unsafe symbol("posix_spawn_file_actions_addclosefrom_np", as: AddCloseFrom.self)(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        // Whatever the test runner blocks or ignores, the program starts with the defaults.
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var variables = environment()
        for (name, value) in changes { variables[name] = value }
        var argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            unsafe freeStrings(argv)
            unsafe freeStrings(envp)
        }
        var pid: pid_t = 0
        let status = unsafe posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
        guard status == 0 else {
            _ = close(output.read)
            _ = close(error.read)
            throw TestFiles.Failure(operation: "posix_spawn", path: program, code: status)
        }
        return Spawned(pid: pid, output: output.read, error: error.read)
    }

    /// Reads a pipe to its end.
    static func collect(_ descriptor: Int32, _ stream: Stream, _ box: StateBox) {
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            box.change { state in
                var bytes = state.unfinished.removeValue(forKey: stream) ?? []
                bytes += block[..<count]
                var start = 0
                while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    state.lines.append(Line(stream: stream, text: String(decoding: bytes[start..<end], as: UTF8.self)))
                    start = end + 1
                }
                state.unfinished[stream] = Array(bytes[start...])
            }
        }
        _ = close(descriptor)
        box.change { state in
            if let rest = state.unfinished.removeValue(forKey: stream), !rest.isEmpty {
                state.lines.append(Line(stream: stream, text: String(decoding: rest, as: UTF8.self)))
            }
            state.openStreams -= 1
        }
    }

    /// Waits until the process has ended. Blocks.
    static func reap(_ pid: Int32) -> ExitStatus {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return ExitStatus(waitStatus: status)
    }

    /// Runs a closure on a thread of its own.
    static func detachThread(_ body: @escaping @Sendable () -> Void) {
        final class Box {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        let box = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            box
        )
        precondition(status == 0, "pthread_create: \(status)")
        pthread_detach(thread)
    }

    /// Frees the strings of a table that ends with a null.
    @unsafe
    private static func freeStrings(_ table: [UnsafeMutablePointer<CChar>?]) {
        var index = 0
        while let string = unsafe table[index] {
            unsafe free(string)
            index += 1
        }
    }

    /// A function of the C library that its headers do not show to Swift (glibc 2.34 and later have both).
    private static func symbol<Function>(_ name: String, as type: Function.Type) -> Function {
        guard let address = unsafe dlsym(nil, name) else { preconditionFailure("the C library has no \(name)") }
        return unsafe unsafeBitCast(address, to: type)
    }

    private static func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else {
            throw TestFiles.Failure(operation: "pipe", path: "", code: errno)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe next += 1
        }
        return variables
    }
}
