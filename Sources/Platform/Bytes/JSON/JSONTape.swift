/// A JSON document as a flat list of tokens that say where in the bytes each value is; made in one pass, without
/// copying a string or reading a number, and reused from document to document.
///
/// The grammar is strictly that of RFC 8259: UTF-8 only, no trailing comma, no comment, no NaN. Members follow their
/// object in order, each as a key token and its value's tokens; elements follow their array:
/// `{"a":[1,2],"b":null}` is object, key a, array, 1, 2, key b, null.
///
/// ```swift
/// var tape = JSONTape()
/// try tape.parse(line)
/// tape.forEachMember { key, value in … }         // indices of tokens
/// ```
public struct JSONTape: Sendable {
    /// The tokens of the last document in order; the first is the document itself. Empty after an error.
    public private(set) var tokens: [Token] = []

    /// How deep objects and arrays may be nested.
    public let depthLimit: Int

    public init(depthLimit: Int = 64) {
        self.depthLimit = depthLimit
    }

    /// A value or a key.
    public struct Token: Sendable, Hashable {
        public enum Kind: UInt8, Sendable {
            case null, `false`, `true`, number, string, array, object
        }

        // Offsets of 32 bits keep a token at 16 bytes.
        private let packedStart: UInt32
        fileprivate var packedEnd: UInt32
        fileprivate var packedNext: UInt32
        /// Of a string, whether it is the key of the member whose value comes next.
        public let isKey: Bool
        private let flag: Bool
        public let kind: Kind

        @inline(__always)
        init(_ kind: Kind, _ start: Int, _ end: Int, next: Int, isKey: Bool = false, flag: Bool = false) {
            packedStart = UInt32(truncatingIfNeeded: start)
            packedEnd = UInt32(truncatingIfNeeded: end)
            packedNext = UInt32(truncatingIfNeeded: next)
            self.isKey = isKey
            self.flag = flag
            self.kind = kind
        }

        /// The offset of the value's first byte; of a string, of the byte behind its opening quote.
        public var start: Int { Int(packedStart) }
        /// The offset behind the value's last byte; of a string, of its closing quote.
        public var end: Int { Int(packedEnd) }
        /// Where the value is; a string without its quotes.
        public var range: Range<Int> { Int(packedStart)..<Int(packedEnd) }
        /// The index in the tape behind this value and all that is in it. For a key it is the index of its value.
        public var next: Int { Int(packedNext) }
        /// Of a string, whether there are escapes in it; see ``JSONText/unescape(_:in:into:)``.
        public var hasEscapes: Bool { kind == .string && flag }
        /// Of a number, whether it has neither a fraction nor an exponent.
        public var isInteger: Bool { kind == .number && flag }
    }

    /// Reads one whole document; white space around it is allowed. What was on the tape is gone.
    ///
    /// - Throws: What is wrong, with its line and column.
    public mutating func parse(_ bytes: RawSpan) throws(JSONError) {
        try unsafe bytes.withUnsafeBytes { buffer throws(JSONError) in
            unsafe try parse(buffer, in: 0..<buffer.count)
        }
    }

    /// Reads one whole document.
    public mutating func parse(_ bytes: [UInt8]) throws(JSONError) {
        try parse(bytes, in: 0..<bytes.count)
    }

    /// Reads the document that is in `range` of `bytes`. Offsets are those in `bytes`; lines are counted from the
    /// beginning of the range.
    public mutating func parse(_ bytes: [UInt8], in range: Range<Int>) throws(JSONError) {
        var failure: JSONError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(JSONError) {
                unsafe try parse(buffer, in: range)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// What keeps it right: the range is checked here, once, and the scanner reads nothing behind its end; buffer and
    /// block are used only inside of the calls that lend them.
    @unsafe
    mutating func parse(_ buffer: UnsafeRawBufferPointer, in range: Range<Int>) throws(JSONError) {
        precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count, "\(range) of \(buffer.count) bytes")
        tokens.removeAll(keepingCapacity: true)
        guard range.upperBound <= Int(UInt32.max) else {
            throw JSONError(offset: 0, line: 1, column: 1, reason: "the document is longer than 4 GiB")
        }
        guard let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            throw JSONError(offset: 0, line: 1, column: 1, reason: "expected a value, found the end of the document")
        }
        let scanner = unsafe JSONScanner(bytes: base, end: range.upperBound)
        let fault = unsafe withUnsafeTemporaryAllocation(of: Token.self, capacity: JSONTokenBuffer.capacity) { block in
            // The array moves into the buffer and back, so that it has one owner and is not copied.
            var written = unsafe JSONTokenBuffer(block: block.baseAddress!, tokens: tokens)
            tokens = []
            defer { tokens = written.tokens }
            do throws(JSONFault) {
                try scanner.scan(from: range.lowerBound, depthLimit: depthLimit, into: &written)
                written.flush()
                return JSONFault?.none
            } catch {
                return error
            }
        }
        if let fault {
            tokens.removeAll(keepingCapacity: true)
            throw unsafe fault.located(in: buffer, from: range.lowerBound)
        }
    }
}

extension JSONTape.Token {
    /// The scanner keeps the index of the parent in `next` as long as a container is open.
    @inline(__always)
    mutating func close(end: Int, next: Int) -> Int {
        let parent = self.next
        packedEnd = UInt32(truncatingIfNeeded: end)
        packedNext = UInt32(truncatingIfNeeded: next)
        return parent
    }
}
