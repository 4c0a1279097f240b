/// Writes JSON text straight into bytes and places the commas.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.member("name", "ada")
/// writer.key("tags")
/// writer.beginArray()
/// writer.string("a")
/// writer.endArray()
/// writer.endObject()      // {"name":"ada","tags":["a"]}
/// ```
///
/// The caller sees to it that what is begun is ended and that in an object each value has a key before it.
public struct JSONWriter: Sendable {
    /// What has been written.
    public var bytes: [UInt8]

    /// Whether a value or a key that comes next needs a comma before it: true behind a value, false behind an opening
    /// bracket or a key. The level does not matter, for an end is itself the end of a value.
    private var needsComma = false

    public init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Opens an object.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Closes an object.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Opens an array.
    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    /// Closes an array.
    public mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes the key of the value that comes next.
    public mutating func key(_ key: String) {
        separate()
        JSONText.appendKey(key, to: &bytes)
        needsComma = false
    }

    /// Writes the key of the value that comes next, from UTF-8.
    // What keeps it right, here and in `string(utf8:)`: a byte has no padding, so that all of the span is initialised.
    public mutating func key(utf8 key: Span<UInt8>) {
        separate()
        unsafe JSONText.appendQuoted(key.bytes, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        JSONText.appendQuoted(text, to: &bytes)
        needsComma = true
    }

    /// Writes a string from UTF-8; what is none becomes U+FFFD.
    public mutating func string(utf8 text: Span<UInt8>) {
        separate()
        unsafe JSONText.appendQuoted(text.bytes, to: &bytes)
        needsComma = true
    }

    /// Writes an integer.
    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        beginValue()
        NumberText.appendDecimal(value, to: &bytes)
    }

    /// Writes a number that reads back as the same double: 1.0, 0.1, 1e+300. JSON has no infinity and no NaN: they
    /// become null.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        NumberText.appendShortest(value, to: &bytes)
        needsComma = true
    }

    /// Writes true or false.
    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes null.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
        needsComma = true
    }

    /// Writes one value that is JSON text already.
    public mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// Writes one value that is JSON text already, from a part of `bytes`.
    public mutating func raw(_ source: [UInt8], in range: Range<Int>) {
        separate()
        bytes.append(contentsOf: source[range])
        needsComma = true
    }

    /// Writes any value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .unsigned(let value): integer(value)
        case .double(let value): double(value)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object {
                key(member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    /// Ends a document with a newline, for one document a line (NDJSON). The next value begins without a comma.
    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Places the comma and marks a value as written; the caller appends its text.
    @usableFromInline
    mutating func beginValue() {
        separate()
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// Places the comma before a line break rather than behind it.
    mutating func breakLine(_ level: Int) {
        separate()
        breakLineBeforeEnd(level)
        needsComma = false
    }

    mutating func breakLineBeforeEnd(_ level: Int) {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<(2 * level) { bytes.append(UInt8(ascii: " ")) }
    }
}

extension JSONWriter {
    /// Writes a member that is a string.
    public mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    /// Writes a member that is an integer.
    public mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        integer(value)
    }

    /// Writes a member that is a number; see ``double(_:)``.
    public mutating func member(_ key: String, _ value: Double) {
        self.key(key)
        double(value)
    }

    /// Writes a member that is true or false.
    public mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes a member that is any value.
    public mutating func member(_ key: String, _ value: JSONValue) {
        self.key(key)
        self.value(value)
    }
}
