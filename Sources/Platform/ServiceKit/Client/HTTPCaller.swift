import AsyncHTTPClient
public import Bytes
import NIOCore
import NIOHTTP1
import Storage
import Telemetry

/// Sends HTTP requests, with the current trace, over connections that all callers share.
public struct HTTPCaller: Sendable {
    public typealias Headers = [(name: String, value: String)]

    /// One for the process, never shut down: connections close with it.
    private static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5))
        )
        configuration.connectionPool.idleTimeout = .seconds(60)
        // Whoever calls knows what a refused connection means, and waits in its own way.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return configuration
    }

    /// Sent as `User-Agent` unless a request says otherwise.
    private let userAgent: String

    public init(userAgent: String = "martlet/\(Version.current)") {
        self.userAgent = userAgent
    }

    /// - Parameters:
    ///   - url: `http://` or `https://`.
    ///   - timeout: For all of it, from connecting to the last byte of the response.
    ///   - limit: The largest response body in bytes, decompressed.
    public func request(
        _ method: String,
        _ url: String,
        headers: Headers = [],
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(10),
        limit: Int = 64 << 20
    ) async throws(HTTPCallError) -> HTTPReply {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for header in headers {
            request.headers.add(name: header.name, value: header.value)
        }
        if !request.headers.contains(name: "User-Agent") {
            request.headers.add(name: "User-Agent", value: userAgent)
        }
        if let trace = TraceContext.current, !request.headers.contains(name: TraceContext.headerName) {
            request.headers.add(name: TraceContext.headerName, value: trace.child().traceparent)
        }
        if let body {
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        if !request.headers.contains(name: "Accept-Encoding") {
            request.headers.add(name: "Accept-Encoding", value: "gzip")
        }
        do {
            let response = try await Self.client.execute(request, deadline: .now() + TimeAmount(timeout))
            let buffer = try await response.body.collect(upTo: limit)
            var headers = response.headers
            var body = Array(buffer.readableBytesView)
            if headers.first(name: "Content-Encoding")?.lowercased() == "gzip" {
                body = try Gzip.decompress(body, limit: limit)
                headers.remove(name: "Content-Encoding")
                headers.remove(name: "Content-Length")
            }
            return HTTPReply(
                status: Int(response.status.code),
                headers: headers.map { ($0.name, $0.value) },
                body: body
            )
        } catch {
            throw HTTPCallError(method: method, url: url, error: error, limit: limit)
        }
    }

    public func get(
        _ url: String,
        headers: Headers = [],
        timeout: Duration = .seconds(10),
        limit: Int = 64 << 20
    ) async throws(HTTPCallError) -> HTTPReply {
        try await request("GET", url, headers: headers, timeout: timeout, limit: limit)
    }

    /// Posts JSON.
    public func post(
        _ url: String,
        json: JSONValue,
        headers: Headers = [],
        timeout: Duration = .seconds(10)
    ) async throws(HTTPCallError) -> HTTPReply {
        try await request(
            "POST",
            url,
            headers: headers + [("Content-Type", "application/json")],
            body: json.serialized(),
            timeout: timeout
        )
    }
}

/// A response, whole.
public struct HTTPReply: Sendable {
    public let status: Int
    public let headers: HTTPCaller.Headers
    public let body: [UInt8]

    public init(status: Int, headers: HTTPCaller.Headers, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public var isSuccess: Bool { (200..<300).contains(status) }
    public var text: String { String(decoding: body, as: UTF8.self) }

    public func json() throws(JSONError) -> JSONValue { try JSONValue(parsing: body) }

    /// The first header of this name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
