internal import Glibc
internal import Synchronization

// Unsafe because starting a process and a thread takes C strings, tables of them and opaque structures. What keeps it
// right: every string that is duplicated here is freed here after the call that reads it, every structure that is
// initialised is destroyed, and a thread's closure is retained until the thread has taken it over.

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
        // The C library that Swift sees has no way to set the folder; env(1) sets it and becomes the program.
        let path = workingDirectory == nil ? program : "/usr/bin/env"
        let prefix = workingDirectory.map { ["env", "--chdir=\($0)"] } ?? []
        var argv = unsafe (prefix + [program] + arguments).map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe envp.indices { unsafe free(envp[index]) }
        }
        var pid: pid_t = 0
        let status = unsafe posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
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
