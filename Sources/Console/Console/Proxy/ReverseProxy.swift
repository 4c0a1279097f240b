import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ServiceKit

/// Passes requests on to servers behind, each with its whole body, and their answers back as they come.
struct ReverseProxy: Sendable {
    /// Until the response begins. From then on the server behind may be silent for ``silence`` at most.
    let timeout: Duration

    private static let silence = TimeAmount.seconds(60)

    /// One for the process, never shut down: its connections close with it.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(3), read: silence),
            decompression: .disabled
        )
        // Shorter than any of our servers keeps a silent connection, so that requests seldom meet a closing one.
        configuration.connectionPool.idleTimeout = .seconds(30)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameters:
    ///   - path: Begins with `/`; the query string of the request is added.
    ///   - headers: What goes on; length and coding of the body are added.
    /// - Throws: `Problem`: 413 for a body past the limit, 502 when the server behind is away, 504 when it is too slow.
    func forward(
        _ request: Request,
        _ context: AppContext,
        to upstream: Upstream,
        path: String,
        headers: HTTPHeaders,
        keepingCookies: Bool = true
    ) async throws -> Response {
        var outgoing = HTTPClientRequest(url: upstream.base + path + (try Self.query(of: request)))
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers = headers
        let hasBody = try await addBody(to: &outgoing, from: request, limit: context.maxBodyBytes)
        let response: HTTPClientResponse
        do {
            response = try await execute(outgoing, mayRepeat: !hasBody && [.get, .head].contains(request.method))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw UpstreamFailure.problem(error, upstream)
        }
        let isEmpty = request.method == .head || response.status == .noContent || response.status == .notModified
        return Response(
            status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
            headers: ForwardedHeaders.ofResponse(response.headers, keepingCookies: keepingCookies),
            body: isEmpty ? ResponseBody() : ResponseBody(asyncSequence: response.body)
        )
    }

    /// A kept connection may be closed by the other side at the moment a request is sent on it. What changes nothing
    /// is then sent once more, on another connection.
    private func execute(_ request: HTTPClientRequest, mayRepeat: Bool) async throws -> HTTPClientResponse {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        do {
            return try await Self.client.execute(request, deadline: deadline)
        } catch let error as HTTPClientError where mayRepeat && error == .remoteConnectionClosed {
            return try await Self.client.execute(request, deadline: deadline)
        }
    }

    /// Reads the body whole. The client would go on reading it after an answer that comes early, while the connection
    /// that it arrives on has already turned to the next request: one of the two would read what is the other's.
    ///
    /// - Returns: Whether there is a body.
    private func addBody(to outgoing: inout HTTPClientRequest, from request: Request, limit: Int) async throws -> Bool {
        if let text = request.headers[.contentLength] {
            guard let length = Int64(text), length >= 0 else {
                throw Problem(.badRequest, detail: "Content-Length is not a number")
            }
            guard length <= limit else { throw Self.tooLarge(limit) }
        } else if request.headers[.transferEncoding] == nil {
            return false
        }
        do {
            let body = try await request.body.collect(upTo: limit)
            // An empty body that was announced is announced again: some methods need the length.
            outgoing.body = .bytes(body)
            return body.readableBytes > 0
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit)
        }
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, detail: "the body is larger than \(limit) bytes")
    }

    private static func query(of request: Request) throws -> String {
        guard let query = request.uri.query else { return "" }
        guard query.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Problem(
                .badRequest,
                code: "malformed-query",
                detail: "the query string has a character that must be encoded"
            )
        }
        return "?\(query)"
    }
}
