/// The tokens of one analyzed text: term bytes one after another in one array, so that a buffer that is used again
/// allocates nothing. The position of a token is its place in the buffer.
public struct TokenBuffer: Sendable {
    /// The terms, after the filters of the analyzer, without separators.
    public private(set) var bytes: [UInt8] = []
    /// Where each term ends in `bytes`.
    private var ends: [Int] = []
    /// Where each token stands in the text that was analyzed, in bytes.
    public private(set) var sources: [Range<Int>] = []

    public init() {}

    public var count: Int { ends.count }
    public var isEmpty: Bool { ends.isEmpty }

    /// The bytes of `self.bytes` that token `index` takes.
    public func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    public func term(_ index: Int) -> [UInt8] {
        Array(bytes[range(index)])
    }

    public var terms: [[UInt8]] {
        (0..<count).map(term)
    }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
    }

    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(scalar: Unicode.Scalar) {
        for byte in UTF8.encode(scalar)! {
            bytes.append(byte)
        }
    }

    /// Ends the token whose bytes have been appended since the last call.
    mutating func finishToken(source: Range<Int>) {
        ends.append(bytes.count)
        sources.append(source)
    }
}
