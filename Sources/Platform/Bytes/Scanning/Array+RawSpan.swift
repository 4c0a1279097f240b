// What keeps it right: `span.bytes` is unsafe for types with padding, whose bytes may be uninitialised; a byte has none.
// The span checks its bounds itself and cannot outlive the call.

extension [UInt8] {
    /// Lends the bytes as a raw span.
    @inlinable
    public func withRawSpan<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe span.bytes)
    }

    /// Lends a part of the bytes, which must be inside, as a raw span.
    @inlinable
    public func withRawSpan<Result, Failure: Error>(
        of range: Range<Int>,
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe span.extracting(range).bytes)
    }
}
