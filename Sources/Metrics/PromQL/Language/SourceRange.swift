/// A run of bytes of a query's text: offsets in UTF-8, the end not included.
public struct SourceRange: Sendable, Hashable {
    public var start: Int
    public var end: Int

    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// From the start of this range to the end of another.
    public func through(_ other: SourceRange) -> SourceRange {
        SourceRange(start: start, end: other.end)
    }
}

/// A place in a query's text, as Prometheus writes it: `line:column`, both from 1, columns in bytes.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The position of a byte of a text; offsets behind the text count as its end.
    public init(offset: Int, in text: some Sequence<UInt8>) {
        var line = 1
        var column = 1
        for (index, byte) in text.enumerated() {
            if index >= offset { break }
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    public var description: String { "\(line):\(column)" }
}
