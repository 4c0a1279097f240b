internal import Glibc
internal import Synchronization

/// A program that runs beside the test. It is killed when the last reference goes.
///
/// Everything it writes to standard output and standard error is collected, line by line in the order of arrival.
public final class ChildProcess: Sendable {
    /// Which of the two a line was written to.
    public enum Stream: Sendable, Hashable {
        case output
        case error
    }

    public struct Line: Sendable, Hashable {
        public var stream: Stream
        public var text: String
    }

    struct State {
        var lines: [Line] = []
        /// Bytes after the last newline.
        var unfinished: [Stream: [UInt8]] = [:]
        var openStreams = 2
        var status: ExitStatus?
        /// Whoever waits for the next change.
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
    }

    /// The path of the program.
    public let program: String
    public let pid: Int32
    private let state: StateBox

    final class StateBox: Sendable {
        let state = Mutex(State())
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path; `BuiltPrograms.path("martlet-search")` for one of the package.
    ///   - environment: What is set beside the test's own environment; nil unsets.
    ///   - workingDirectory: The test's own without it.
    public init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String?] = [:],
        workingDirectory: String? = nil
    ) throws {
        let box = StateBox()
        let spawned = try Self.spawn(program, arguments, environment, workingDirectory)
        self.program = program
        pid = spawned.pid
        state = box
        Self.detachThread { Self.collect(spawned.output, .output, box) }
        Self.detachThread { Self.collect(spawned.error, .error, box) }
        Self.detachThread { [pid] in
            let status = Self.reap(pid)
            box.change { $0.status = status }
        }
    }

    deinit {
        // Only while it is not reaped: after that the number may be another process's.
        state.state.withLock { state in
            if state.status == nil { _ = Glibc.kill(pid, SIGKILL) }
        }
    }

    /// The lines written so far.
    public var lines: [Line] {
        state.state.withLock { $0.lines }
    }

    /// All that was written to standard output so far, complete lines only.
    public var output: String { text(.output) }

    /// All that was written to standard error so far, complete lines only.
    public var errorOutput: String { text(.error) }

    /// How it ended; nil while it runs.
    public var exitStatus: ExitStatus? {
        state.state.withLock { $0.status }
    }

    /// Waits for a line, also one that is there already.
    @discardableResult
    public func waitForLine(
        timeout: Duration = .seconds(30),
        where matches: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        let cursor = LineCursor()
        let found: String? = try await wait("no such line", timeout) { state in
            if let line = cursor.next(in: state.lines, where: matches) { return .some(line) }
            return state.status != nil && state.openStreams == 0 ? .some(nil) : nil
        }
        guard let found else { throw failure("it ended without such a line") }
        return found
    }

    /// Waits for a line that contains a text.
    @discardableResult
    public func waitForLine(containing part: String, timeout: Duration = .seconds(30)) async throws -> String {
        try await waitForLine(timeout: timeout) { $0.contains(part) }
    }

    /// Waits until a server of this machine answers `GET path` with `status`.
    public func waitForHTTP(
        port: Int,
        path: String = "/",
        status: Int = 200,
        timeout: Duration = .seconds(30)
    ) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeout)
        var last: Int?
        while clock.now < deadline {
            last = await withCheckedContinuation { continuation in
                Self.detachThread { continuation.resume(returning: FreePort.httpStatus(port: port, path: path)) }
            }
            if last == status { return }
            if let exitStatus { throw failure("it ended with \(exitStatus) before \(path) on port \(port) answered") }
            try await Task.sleep(for: .milliseconds(20))
        }
        let seen = last.map { "answers \($0), not \(status)" } ?? "does not answer"
        throw failure("\(path) on port \(port) \(seen) after \(timeout)")
    }

    /// Sends a signal. Nothing happens where the process has ended.
    public func send(signal: Int32) {
        state.state.withLock { state in
            if state.status == nil { _ = Glibc.kill(pid, signal) }
        }
    }

    /// Waits until it has ended by itself and all it wrote is collected.
    @discardableResult
    public func waitForExit(timeout: Duration = .seconds(30)) async throws -> ExitStatus {
        try await wait("it has not ended", timeout) { $0.openStreams == 0 ? $0.status : nil }
    }

    /// Asks it to end (SIGTERM), and waits until it has.
    @discardableResult
    public func terminate(timeout: Duration = .seconds(30)) async throws -> ExitStatus {
        send(signal: SIGTERM)
        return try await waitForExit(timeout: timeout)
    }

    /// Ends it without warning (SIGKILL), and waits until it has ended.
    public func kill(timeout: Duration = .seconds(30)) async throws {
        send(signal: SIGKILL)
        _ = try await wait("it has not ended", timeout) { $0.status }
    }

    private func text(_ stream: Stream) -> String {
        state.state.withLock { state in
            state.lines.lazy.filter { $0.stream == stream }.map { $0.text + "\n" }.joined()
        }
    }

    private func failure(_ reason: String) -> ChildProcessError {
        ChildProcessError(program: program, reason: reason, output: lines.map(\.text).joined(separator: "\n"))
    }

    /// Waits until `check` has an answer; it is asked again after each change.
    private func wait<Answer: Sendable>(
        _ complaint: String,
        _ timeout: Duration,
        _ check: @escaping @Sendable (State) -> Answer?
    ) async throws -> Answer {
        let box = state
        let answer = await withTaskGroup(of: Answer?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    if let answer = box.state.withLock({ check($0) }) { return answer }
                    await box.nextChange(unless: { check($0) != nil })
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let answer else { throw failure("\(complaint) after \(timeout)") }
        return answer
    }
}

extension ChildProcess.StateBox {
    /// Changes the state and wakes whoever waits for that.
    func change(_ body: (inout ChildProcess.State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns after the next change, or when the task is cancelled.
    func nextChange(unless isDone: (ChildProcess.State) -> Bool) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goOn = state.withLock { state in
                    if isDone(state) || Task.isCancelled { return true }
                    state.waiters[number] = continuation
                    return false
                }
                if goOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }
}
