public import Hummingbird

/// The limits of one listener and how it shows errors.
public struct HTTPServerOptions: Sendable {
    /// Turns what a handler threw into a response in the shape that the listener's clients expect; `nil` leaves it to
    /// problem+json.
    public typealias ErrorRenderer = @Sendable (any Error, Request, AppContext) -> Response?

    /// The largest request body in bytes, after decompression. A handler may ask for less.
    public var maxBodyBytes = 2 << 20
    /// The longest that a connection may say nothing.
    public var idleTimeout: Duration = .seconds(75)
    /// Connections past this number wait in the kernel's queue until another one ends.
    public var maxConnections = 4096
    /// The largest list of header fields in bytes.
    public var maxHeaderBytes = 32 << 10
    /// Whether each request is a line in the log. Failures always are.
    public var logsRequests = true
    /// How long a graceful shutdown waits for requests that are being worked on before it cuts them off, so that what
    /// stands behind this listener still has time to shut down in order.
    public var drainTimeout: Duration = .seconds(4)
    public var renderError: ErrorRenderer = { _, _, _ in nil }

    public init() {}
}
