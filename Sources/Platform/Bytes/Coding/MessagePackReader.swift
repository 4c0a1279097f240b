/// Reads MessagePack values from a stream of bytes as they come.
///
/// ```swift
/// var reader = MessagePackReader()
/// reader.append(received)
/// while let value = try reader.next() { … }     // nil: more bytes are needed
/// ```
///
/// A value is first walked over without building anything, and the walk goes on where it stopped when bytes were
/// missing: a value that comes in many pieces is not read anew for each.
public struct MessagePackReader: Sendable {
    /// How deep arrays and maps may be nested.
    public let depthLimit: Int
    /// How many bytes one value may take.
    public let sizeLimit: Int

    private var bytes: [UInt8]
    /// Where the value begins that is being walked over.
    private var start = 0
    /// How far the walk has come.
    private var walked = 0
    /// For each container that is open there, how many values are missing from it.
    private var open: [Int] = []
    /// The bytes of the stream before the first that is still held.
    private var discarded = 0

    /// - Parameters:
    ///   - bytes: What is there already.
    ///   - sizeLimit: The most bytes that one value may take; what is longer is refused before it is held.
    public init(_ bytes: [UInt8] = [], depthLimit: Int = 64, sizeLimit: Int = 64 << 20) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.sizeLimit = sizeLimit
    }

    /// Adds bytes that came.
    public mutating func append(_ more: some Sequence<UInt8>) {
        if start > 0, start >= bytes.count / 2 {
            bytes.removeFirst(start)
            discarded += start
            walked -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// How many bytes are held that belong to no value yet given.
    public var bufferedCount: Int { bytes.count - start }

    /// Whether nothing is held: a stream that ends here ends between two values.
    public var isAtEnd: Bool { start == bytes.count }

    /// The next value; nil when more bytes are needed. After an error the stream cannot be read on.
    public mutating func next() throws(MessagePackError) -> MessagePackValue? {
        guard let range = try nextRange() else { return nil }
        var at = range.lowerBound
        return try Self.build(bytes, &at)
    }

    /// The bytes of the next value without reading it; nil when more bytes are needed.
    public mutating func nextRaw() throws(MessagePackError) -> [UInt8]? {
        try nextRange().map { [UInt8](bytes[$0]) }
    }

    /// The one value that all of `bytes` is.
    ///
    /// - Throws: Also when it stops too early, and when there is more behind it.
    public static func value(
        of bytes: [UInt8],
        depthLimit: Int = 64,
        sizeLimit: Int = .max
    ) throws(MessagePackError) -> MessagePackValue {
        var reader = MessagePackReader(bytes, depthLimit: depthLimit, sizeLimit: sizeLimit)
        guard let value = try reader.next() else { throw MessagePackError(.truncated, offset: bytes.count) }
        guard reader.isAtEnd else { throw MessagePackError(.trailingBytes, offset: reader.start) }
        return value
    }

    private mutating func nextRange() throws(MessagePackError) -> Range<Int>? {
        repeat {
            guard
                let header = try MessagePackHeader(bytes, at: walked, end: bytes.count, streamOffset: discarded)
            else {
                try checkSize(walked)
                return nil
            }
            let end = walked + header.length + header.payload
            // A child takes a byte at least: a header that promises too many is refused at once.
            try checkSize(end + header.children)
            guard end <= bytes.count else { return nil }
            if !open.isEmpty { open[open.count - 1] -= 1 }
            switch header.kind {
            case .array, .map:
                guard open.count < depthLimit else {
                    throw MessagePackError(.tooDeep(limit: depthLimit), offset: discarded + walked)
                }
                open.append(header.children)
            default: break
            }
            walked = end
            while open.last == 0 { open.removeLast() }
        } while !open.isEmpty
        defer { start = walked }
        return start..<walked
    }

    private func checkSize(_ end: Int) throws(MessagePackError) {
        guard end - start <= sizeLimit else {
            throw MessagePackError(.tooLarge(limit: sizeLimit), offset: discarded + start)
        }
    }

    /// The value at `at`, which has been walked over: all of it is there, and it is no deeper than the limit.
    private static func build(_ bytes: [UInt8], _ at: inout Int) throws(MessagePackError) -> MessagePackValue {
        guard let header = try MessagePackHeader(bytes, at: at, end: bytes.count, streamOffset: 0) else {
            throw MessagePackError(.truncated, offset: at)
        }
        let payload = (at + header.length)..<(at + header.length + header.payload)
        at = payload.upperBound
        switch header.kind {
        case .scalar(let value): return value
        case .string:
            return String(validating: bytes[payload], as: UTF8.self).map { .string($0) }
                ?? .binary([UInt8](bytes[payload]))
        case .binary: return .binary([UInt8](bytes[payload]))
        case .ext(let type, _): return .ext(type, [UInt8](bytes[payload]))
        case .array(let count):
            var elements: [MessagePackValue] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(try build(bytes, &at)) }
            return .array(elements)
        case .map(let count):
            var pairs: [(key: MessagePackValue, value: MessagePackValue)] = []
            pairs.reserveCapacity(count)
            for _ in 0..<count {
                let key = try build(bytes, &at)
                pairs.append((key, try build(bytes, &at)))
            }
            return .map(pairs)
        }
    }
}
