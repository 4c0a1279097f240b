import Bytes
public import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Telemetry

/// What happens around every handler: trace, log line, metrics, and errors in the listener's shape.
struct RequestPipeline: Sendable {
    let responder: RouterResponder<AppContext>
    let routes: RouteMethods
    let options: HTTPServerOptions
    let logger: Logger
    let metrics: RequestMetrics
    let drain: DrainState

    init(
        router: AppRouter,
        options: HTTPServerOptions,
        telemetry: ServiceTelemetry,
        metrics: RequestMetrics,
        drain: DrainState
    ) {
        responder = router.buildResponder()
        routes = RouteMethods(router)
        self.options = options
        logger = telemetry.logger
        self.metrics = metrics
        self.drain = drain
    }

    func handle(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let start = ContinuousClock.now
        let trace = request.headers[.traceparent].flatMap { TraceContext(traceparent: $0) }?.child() ?? .root()
        let requestID = Self.requestID(request) ?? trace.spanID.description
        var logger = logger
        logger[metadataKey: "http.request.id"] = .string(requestID)
        let context = AppContext(
            source: AppRequestSource(
                logger: logger,
                channel: channel,
                trace: trace,
                requestID: requestID,
                maxBodyBytes: options.maxBodyBytes
            )
        )
        metrics.active.increment()
        defer { metrics.active.decrement() }

        var (response, failure) = await TraceContext.$current.withValue(trace) {
            await respond(to: request, context)
        }
        response.headers[.date] = HTTPDate.now()
        response.headers[.requestID] = requestID
        if drain.isDraining {
            // Said in time, it keeps clients from sending the next request into a connection that is being closed.
            response.headers[.connection] = "close"
        }
        if request.method == .head {
            response = response.createHeadResponse()
        }
        let status = response.status
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch {
            log(request, context, trace, status, start, failure: failure ?? error)
            throw error
        }
        log(request, context, trace, status, start, failure: failure)
    }

    /// The response and, where it is one of ours to worry about, the error behind it.
    private func respond(to request: Request, _ context: AppContext) async -> (Response, (any Error)?) {
        do {
            let response = try await responder.respond(to: request, context: context)
            guard context.isUnmatched else { return (response, nil) }
            return (rendered(unmatched(request), request, context), nil)
        } catch let error as CancellationError {
            let problem = Problem(.serviceUnavailable, code: "shutting-down", detail: "the server is shutting down")
            return (rendered(problem, request, context), error)
        } catch {
            let problem = context.isUnmatched ? unmatched(request) : error
            let response = rendered(problem, request, context)
            return (response, response.status.kind == .serverError ? error : nil)
        }
    }

    private func unmatched(_ request: Request) -> Problem {
        let allowed = routes.allowed(request.uri.path)
        guard !allowed.isEmpty else {
            return Problem(.notFound, detail: "there is nothing at \(request.uri.path)")
        }
        let methods = allowed.map(\.rawValue).joined(separator: ", ")
        return Problem(
            .methodNotAllowed,
            detail: "\(request.uri.path) takes \(methods), not \(request.method.rawValue)",
            headers: [.allow: methods]
        )
    }

    private func rendered(_ error: any Error, _ request: Request, _ context: AppContext) -> Response {
        if let response = options.renderError(error, request, context) {
            return response
        }
        // What is no problem of the caller's making stays in the log.
        let problem = error as? Problem ?? Problem(.internalServerError, detail: "something went wrong here")
        let document = problem.json(
            instance: request.uri.path,
            requestID: context.requestID,
            traceID: context.trace.traceID.description
        )
        return .bytes(
            document.serialized(),
            contentType: "application/problem+json",
            status: problem.status,
            headers: problem.headers
        )
    }

    private func log(
        _ request: Request,
        _ context: AppContext,
        _ trace: TraceContext,
        _ status: HTTPResponse.Status,
        _ start: ContinuousClock.Instant,
        failure: (any Error)?
    ) {
        let duration = start.duration(to: .now)
        let route = context.isUnmatched ? "unmatched" : context.endpointPath ?? "unmatched"
        // Probes and scrapes come every few seconds: counted, they would drown what users ask for.
        guard !AdminRoute.paths.contains(route) || failure != nil else { return }
        metrics.record(
            method: Self.boundedMethod(request.method),
            route: route,
            status: status.code,
            duration: duration
        )
        guard options.logsRequests || status.code >= 500 else { return }
        var fields = context.annotations.all
        fields["http.request.method"] = .string(request.method.rawValue)
        fields["http.request.id"] = .string(context.requestID)
        fields["http.response.status_code"] = .stringConvertible(status.code)
        fields["http.route"] = .string(route)
        fields["url.path"] = .string(request.uri.path)
        fields["event.duration"] = .stringConvertible(Int(duration.inSeconds * 1e9))
        if let client = context.clientAddress {
            fields["client.ip"] = .string(client)
        }
        let level: Logger.Level = status.code >= 500 ? .error : status.code >= 400 ? .warning : .info
        TraceContext.$current.withValue(trace) {
            logger.log(
                level: level,
                "\(request.method.rawValue) \(request.uri.path) \(status.code)",
                error: failure,
                metadata: fields
            )
        }
    }

    /// Methods are text of the client's choice, which must not become series.
    private static func boundedMethod(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "other"
    }

    /// The caller's id, where it is one that can stand in a log.
    private static func requestID(_ request: Request) -> String? {
        guard let id = request.headers[.requestID], (1...64).contains(id.utf8.count) else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
        return isPlain ? id : nil
    }
}

extension AppContext {
    /// Hummingbird's router marks what it has no route for this way.
    fileprivate var isUnmatched: Bool { endpointPath == nil || endpointPath == "NotFound" }
}

extension HTTPField.Name {
    /// W3C Trace Context.
    public static let traceparent = HTTPField.Name("traceparent")!
    public static let requestID = HTTPField.Name("X-Request-Id")!
}
