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
    /// Where the next attempt at a new file is made: further on after one that failed.
    private var rotateAt: Int

    init(path: String, rotation: LogRotation) throws(LogFileError) {
        self.path = path
        self.rotation = rotation
        (descriptor, size) = try Self.open(path)
        rotateAt = rotation.size
    }

    mutating func write(_ line: [UInt8]) {
        if size > 0, size + line.count > rotateAt {
            rotate()
        }
        if Descriptor.write(line, to: descriptor) {
            size += line.count
        } else {
            // Half a line of a full disk would spoil the next one.
            Descriptor.truncate(descriptor, to: size)
        }
    }

    /// A new file under the same name. Where it cannot be had, lines go on into the old one, and the ones before stay.
    private mutating func rotate() {
        guard let next = try? Self.open("\(path).new") else {
            rotateAt = size + rotation.size
            return
        }
        for generation in stride(from: rotation.keep - 1, to: 0, by: -1) {
            Descriptor.rename("\(path).\(generation)", to: "\(path).\(generation + 1)")
        }
        if rotation.keep > 0 {
            Descriptor.rename(path, to: "\(path).1")
        }
        Descriptor.rename("\(path).new", to: path)
        Descriptor.close(descriptor)
        (descriptor, size) = next
        rotateAt = rotation.size
    }

    private static func open(_ path: String) throws(LogFileError) -> (Int32, Int) {
        switch Descriptor.openForAppending(path) {
        case .success(let opened): return (opened.descriptor, opened.size)
        case .failure(let failure): throw LogFileError(path: path, code: failure.code)
        }
    }
}
