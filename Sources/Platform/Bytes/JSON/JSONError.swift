/// Why bytes are not a JSON document, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The offset of the offending byte, or of the end where the document stops too early.
    public let offset: Int
    /// The line of that byte, from 1.
    public let line: Int
    /// The character in that line, from 1.
    public let column: Int
    /// What is wrong, as part of a sentence: "expected a value".
    public let reason: String

    public init(offset: Int, line: Int, column: Int, reason: String) {
        self.offset = offset
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String { "line \(line), column \(column): \(reason)" }
}

/// A fault as the scanner finds it. Line and column are counted only when it becomes a ``JSONError``.
struct JSONFault: Error {
    let offset: Int
    let reason: String

    init(_ offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// Counts lines and columns in the document that begins at `start`.
    ///
    /// What keeps it right: no offset at or behind the buffer's count is read.
    @unsafe
    func located(in buffer: UnsafeRawBufferPointer, from start: Int) -> JSONError {
        var line = 1
        var column = 1
        for index in start..<min(offset, buffer.count) {
            let byte = unsafe buffer[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONError(offset: offset, line: line, column: column, reason: reason)
    }
}
