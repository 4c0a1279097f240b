import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import Storage

/// A request got no response.
public struct HTTPCallError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        case timeout
        /// Refused, unknown host, reset: the other side is not there.
        case connection
        case invalidURL
        case bodyTooLarge(limit: Int)
        case cancelled
        case other
    }

    public let kind: Kind
    public let method: String
    public let url: String
    public let reason: String

    public var description: String { "\(method) \(url): \(reason)" }

    init(method: String, url: String, error: any Error, limit: Int) {
        self.method = method
        self.url = url
        switch error {
        case is CancellationError:
            (kind, reason) = (.cancelled, "cancelled")
        case let error as HTTPClientError:
            (kind, reason) = Self.meaning(of: error)
        case is NIOTooManyBytesError, GzipError.tooLarge:
            (kind, reason) = (.bodyTooLarge(limit: limit), "the response is larger than \(limit) bytes")
        case let error as NIOConnectionError:
            let causes = error.connectionErrors.map { Self.reason(of: $0.error) }.joined(separator: "; ")
            (kind, reason) = (.connection, causes.isEmpty ? "cannot connect" : causes)
        case let error as IOError:
            (kind, reason) = (.connection, Self.reason(of: error))
        default:
            (kind, reason) = (.other, "\(error)")
        }
    }

    /// NIO's text for the same says more of its own workings.
    private static func reason(of error: any Error) -> String {
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "the connection was reset"
        case EHOSTUNREACH, ENETUNREACH: "the host cannot be reached"
        default: "\(error)"
        }
    }

    private static func meaning(of error: HTTPClientError) -> (Kind, String) {
        switch error {
        case .cancelled: (.cancelled, "cancelled")
        case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout: (.timeout, "no answer in time")
        case .invalidURL, .emptyHost, .emptyScheme: (.invalidURL, "not a URL that can be called")
        case .remoteConnectionClosed: (.connection, "the connection was closed before the response")
        default: (.other, error.description)
        }
    }
}
