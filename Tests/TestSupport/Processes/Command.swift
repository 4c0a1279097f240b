internal import Subprocess

/// A program of the system that runs to its end.
public enum Command {
    public struct Result: Sendable, Hashable {
        public var status: ExitStatus
        public var output: String
        public var errorOutput: String
    }

    /// Runs a program that is found in `PATH`, or at a path, with nothing on standard input.
    ///
    /// - Parameter limit: How much of standard output, and of standard error, is taken, in bytes; more is an error.
    public static func run(_ name: String, _ arguments: [String] = [], limit: Int = 16 << 20) async throws -> Result {
        // `env` runs both kinds of names; a path of its own type would bring in another package.
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments([name] + arguments),
            output: .string(limit: limit),
            error: .string(limit: limit)
        )
        let status: ExitStatus =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        return Result(
            status: status,
            output: result.standardOutput,
            errorOutput: result.standardError
        )
    }
}
