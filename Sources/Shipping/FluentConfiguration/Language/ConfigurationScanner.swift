/// A cursor over the bytes of one configuration file that knows its line.
struct ConfigurationScanner {
    let file: String
    let bytes: [UInt8]
    private(set) var position = 0
    private(set) var line = 1
    private var lineStart = 0

    init(_ text: String, file: String) {
        self.file = file
        bytes = Array(text.utf8)
    }

    var atEnd: Bool { position >= bytes.count }

    var location: ConfigurationLocation {
        ConfigurationLocation(file: file, line: line, column: position - lineStart + 1)
    }

    /// The byte at the cursor, nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func peek(_ distance: Int = 1) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    mutating func advance() {
        if bytes[position] == UInt8(ascii: "\n") {
            line += 1
            lineStart = position + 1
        }
        position += 1
    }

    mutating func next() -> UInt8? {
        guard let byte = current else { return nil }
        advance()
        return byte
    }

    /// Whether `text` stands at the cursor; it is passed over when it does.
    mutating func skip(_ text: StaticString) -> Bool {
        var distance = 0
        for scalar in text.description.utf8 {
            guard peek(distance) == scalar else { return false }
            distance += 1
        }
        for _ in 0..<distance { advance() }
        return true
    }

    mutating func take(while condition: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = current, condition(byte) { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func error(_ reason: String) -> ConfigurationError { ConfigurationError(at: location, reason) }

    // MARK: Space

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    static func isNewline(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
    static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || isNewline(byte) }

    /// Passes over blanks, newlines and comments.
    mutating func skipSpacing() {
        while let byte = current {
            if Self.isSpace(byte) {
                advance()
            } else if byte == UInt8(ascii: "#") {
                skipLine()
            } else {
                return
            }
        }
    }

    mutating func skipBlanks() {
        while let byte = current, Self.isBlank(byte) { advance() }
    }

    /// Passes over what is left of the line, not its newline.
    mutating func skipLine() {
        while let byte = current, !Self.isNewline(byte) { advance() }
    }

    /// Passes over blanks, a comment and the end of the line; false when something else is left on it.
    mutating func skipLineEnd() -> Bool {
        skipBlanks()
        guard let byte = current else { return true }
        if byte == UInt8(ascii: "#") { skipLine() }
        guard let end = current else { return true }
        guard Self.isNewline(end) else { return false }
        advance()
        return true
    }
}
