// What keeps it right: the buffers are lent by `withUnsafeBytes` and used inside of it only; ranges are checked by the
// slicing subscript or by what they are given to.

/// The text inside of JSON strings: escaped and not.
public enum JSONText {
    /// Appends what the inside of a JSON string stands for, as UTF-8. Half of a surrogate pair becomes U+FFFD.
    ///
    /// - Parameter text: The string without its quotes, as a ``JSONTape/Token`` has it.
    /// - Throws: When there is an escape that RFC 8259 does not know. Other bytes are taken as they are.
    public static func unescape(_ text: RawSpan, into bytes: inout [UInt8]) throws(JSONError) {
        try unsafe text.withUnsafeBytes { buffer throws(JSONError) in
            unsafe try unescape(buffer, in: 0..<buffer.count, into: &bytes)
        }
    }

    /// Appends what the inside of a JSON string in a part of `source` stands for; see ``unescape(_:into:)``.
    public static func unescape(
        _ source: [UInt8],
        in range: Range<Int>,
        into bytes: inout [UInt8]
    ) throws(JSONError) {
        var failure: JSONError?
        unsafe source.withUnsafeBytes { buffer in
            do throws(JSONError) {
                unsafe try unescape(buffer, in: range, into: &bytes)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Appends `text` as a JSON string with its quotes.
    public static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { buffer in unsafe appendQuoted(UnsafeRawBufferPointer(buffer), to: &bytes) }
    }

    /// Appends `text` as a key: a JSON string with its quotes and the colon behind it.
    static func appendKey(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { buffer in unsafe appendQuoted(UnsafeRawBufferPointer(buffer), colon: true, to: &bytes) }
    }

    /// Appends UTF-8 as a JSON string with its quotes. What is no UTF-8 becomes U+FFFD, so that the result is a
    /// document whatever the bytes were.
    public static func appendQuoted(_ text: RawSpan, to bytes: inout [UInt8]) {
        unsafe text.withUnsafeBytes { buffer in unsafe appendQuoted(buffer, to: &bytes) }
    }

    /// Appends UTF-8 as a JSON string with its quotes; see ``appendQuoted(_:to:)-(RawSpan,_)``.
    public static func appendQuoted(_ text: [UInt8], to bytes: inout [UInt8]) {
        unsafe text.withUnsafeBytes { buffer in unsafe appendQuoted(buffer, to: &bytes) }
    }

    /// Appends a part of `text` as a JSON string with its quotes; see ``appendQuoted(_:to:)-(RawSpan,_)``.
    public static func appendQuoted(_ text: [UInt8], in range: Range<Int>, to bytes: inout [UInt8]) {
        unsafe text[range].withUnsafeBytes { buffer in unsafe appendQuoted(buffer, to: &bytes) }
    }
}
