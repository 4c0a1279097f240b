/// A file could not be opened for logging.
public struct LogFileError: Error, CustomStringConvertible {
    public let path: String
    public let code: Int32
    public var description: String { "cannot open log file \(path): \(Descriptor.message(for: code))" }
}

/// The current file of a rotating log.
struct LogFile {
    let path: String
    let rotation: LogRotation
    private var descriptor: Int32
    private var size: Int

    init(path: String, rotation: LogRotation) throws(LogFileError) {
        self.path = path
        self.rotation = rotation
        (descriptor, size) = try Self.open(path)
    }

    mutating func write(_ line: [UInt8]) {
        if size > 0, size + line.count > rotation.size {
            rotate()
        }
        if Descriptor.write(line, to: descriptor) {
            size += line.count
        }
    }

    /// A new file under the same name. Where it cannot be had, lines go on into the old one.
    private mutating func rotate() {
        for generation in stride(from: rotation.keep - 1, to: 0, by: -1) {
            Descriptor.rename("\(path).\(generation)", to: "\(path).\(generation + 1)")
        }
        Descriptor.rename(path, to: "\(path).1")
        guard let next = try? Self.open(path) else { return }
        Descriptor.close(descriptor)
        (descriptor, size) = next
    }

    private static func open(_ path: String) throws(LogFileError) -> (Int32, Int) {
        switch Descriptor.openForAppending(path) {
        case .success(let opened): return (opened.descriptor, opened.size)
        case .failure(let failure): throw LogFileError(path: path, code: failure.code)
        }
    }
}
