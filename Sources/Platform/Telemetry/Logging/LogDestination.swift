import Synchronization

/// Where finished log lines go: one `write(2)` a line, so that a kill never leaves half of what was logged in a buffer.
public final class LogDestination: Sendable {
    public static let standardOutput = LogDestination(sink: .descriptor(1))
    public static let standardError = LogDestination(sink: .descriptor(2))

    /// Appends to a file, creating it, and starts a new one when it grows past `rotation.size`.
    ///
    /// The full file is renamed to `path.1`, the one before to `path.2`, and so on up to `rotation.keep`: readers that
    /// follow a file by its identity, such as the shipper, lose nothing.
    /// - Throws: `LogFileError` when the file cannot be opened.
    public static func file(_ path: String, rotation: LogRotation = LogRotation()) throws(LogFileError)
        -> LogDestination
    {
        LogDestination(sink: .file(try LogFile(path: path, rotation: rotation)))
    }

    private enum Sink {
        case descriptor(Int32)
        case file(LogFile)
    }

    private let sink: Mutex<Sink>

    private init(sink: sending Sink) {
        self.sink = Mutex(sink)
    }

    /// Writes one line, which ends with a newline. What cannot be written is dropped: a logger that stops its program
    /// over a full disk does more harm than the lost line.
    public func write(_ line: [UInt8]) {
        sink.withLock { sink in
            switch sink {
            case .descriptor(let descriptor):
                _ = Descriptor.write(line, to: descriptor)
            case .file(var file):
                file.write(line)
                sink = .file(file)
            }
        }
    }
}

/// When a log file is set aside and how many old ones stay.
public struct LogRotation: Sendable {
    /// Size in bytes past which a new file is begun.
    public var size: Int
    /// How many old files stay beside the current one.
    public var keep: Int

    public init(size: Int = 64 << 20, keep: Int = 3) {
        self.size = size
        self.keep = keep
    }
}
