import AsyncHTTPClient
import HTTPTypes
import ServiceKit

/// A server behind did not answer, in words for the client: which one, and why as far as that helps.
enum UpstreamFailure {
    static func problem(_ error: any Error, _ upstream: Upstream) -> Problem {
        if let error = error as? HTTPClientError {
            switch error {
            case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
                return Problem(
                    .gatewayTimeout,
                    code: "upstream-timeout",
                    detail: "the \(upstream.name) did not answer in time"
                )
            case .connectTimeout:
                return Problem(
                    .gatewayTimeout,
                    code: "upstream-timeout",
                    detail: "no connection to the \(upstream.name) in time"
                )
            case .remoteConnectionClosed:
                return Problem(
                    .badGateway,
                    code: "upstream-unavailable",
                    detail: "the \(upstream.name) closed the connection before it answered"
                )
            case .cancelled:
                return Problem(.serviceUnavailable, code: "shutting-down", detail: "the request was given up")
            default:
                return Problem(
                    .badGateway,
                    code: "upstream-protocol",
                    detail: "the \(upstream.name) could not be asked: \(error.shortDescription)"
                )
            }
        }
        return Problem(
            .badGateway,
            code: "upstream-unavailable",
            detail: "the \(upstream.name) is not there: no connection could be made"
        )
    }
}
