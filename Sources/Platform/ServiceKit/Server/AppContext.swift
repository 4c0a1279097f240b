public import Hummingbird
public import Logging
import NIOCore
import Synchronization
public import Telemetry

/// What every handler of every server gets beside the request.
public struct AppContext: RequestContext {
    public typealias Source = AppRequestSource

    public var coreContext: CoreRequestContextStorage
    /// The trace that this request belongs to; also `TraceContext.current` while the handler runs.
    public let trace: TraceContext
    /// The caller's `X-Request-Id` where it sent a proper one, else a new one.
    public let requestID: String
    /// The other end of the connection, without its port.
    public let clientAddress: String?
    /// The limit of the listener, after decompression.
    public let maxBodyBytes: Int
    /// Fields for the log line of this request, such as `user.id`.
    public let annotations: RequestAnnotations

    public init(source: AppRequestSource) {
        coreContext = CoreRequestContextStorage(source: source)
        trace = source.trace
        requestID = source.requestID
        clientAddress = source.channel.remoteAddress?.ipAddress
        maxBodyBytes = source.maxBodyBytes
        annotations = RequestAnnotations()
    }

    public var maxUploadSize: Int { maxBodyBytes }
}

/// What a context is made of.
public struct AppRequestSource: RequestContextSource {
    public let logger: Logger
    let channel: any Channel
    let trace: TraceContext
    let requestID: String
    let maxBodyBytes: Int
}

/// Log fields that handlers add while a request is worked on.
public final class RequestAnnotations: Sendable {
    private let fields = Mutex<Logger.Metadata>([:])

    public func set(_ name: String, _ value: Logger.MetadataValue) {
        fields.withLock { $0[name] = value }
    }

    var all: Logger.Metadata { fields.withLock { $0 } }
}
