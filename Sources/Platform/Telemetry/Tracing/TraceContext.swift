/// Where a piece of work stands in a distributed trace, as W3C Trace Context level 1 carries it in `traceparent`.
public struct TraceContext: Sendable, Hashable {
    /// The trace that every hop of one request shares.
    public var traceID: TraceID
    /// The current hop.
    public var spanID: SpanID
    /// Whether the caller records this trace.
    public var isSampled: Bool

    public init(traceID: TraceID, spanID: SpanID, isSampled: Bool = true) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// The trace that the current task works for, if any. Log lines and outgoing requests take their ids from it.
    @TaskLocal public static var current: TraceContext?

    /// A new trace, with this hop as its first.
    public static func root() -> TraceContext {
        TraceContext(traceID: .random(), spanID: .random())
    }

    /// The next hop of the same trace.
    public func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: .random(), isSampled: isSampled)
    }
}

extension TraceContext {
    /// The header that carries a context.
    public static let headerName = "traceparent"

    /// Reads `00-<32 hex>-<16 hex>-<2 hex>`. Versions above 00 may carry more fields, which are ignored as the
    /// specification asks; anything else that is not exactly this form, or has an all-zero id, is `nil`.
    public init?(traceparent text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 55, bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"),
            bytes[52] == UInt8(ascii: "-"),
            let version = LowercaseHex.parse(bytes[0..<2]), version != 0xff,
            version == 0 ? bytes.count == 55 : (bytes.count == 55 || bytes[55] == UInt8(ascii: "-")),
            let traceID = TraceID(hex: bytes[3..<35]), let spanID = SpanID(hex: bytes[36..<52]),
            let flags = LowercaseHex.parse(bytes[53..<55])
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
    }

    /// The header's value for the current hop.
    public var traceparent: String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }
}
