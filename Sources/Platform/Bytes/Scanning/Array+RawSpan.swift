extension [UInt8] {
    /// Lends the bytes as a raw span. A byte has no padding, so that what is unsafe about `span.bytes` for other types
    /// is not for this one.
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
