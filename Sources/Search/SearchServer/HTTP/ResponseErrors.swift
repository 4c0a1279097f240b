import Bytes
import HTTPTypes
import Hummingbird
import LogStore
import ServiceKit

/// Puts every failure in Elasticsearch's shape.
enum ResponseErrors {
    static func render(_ error: any Error, _ request: Request, _ context: AppContext) -> Response? {
        let failure = apiError(error, request)
        let isPretty = request.uri.queryParameters["pretty"].map { $0 != "false" } ?? false
        var headers = failure.headers
        headers[MediaType.product] = "Elasticsearch"
        headers[.contentType] = MediaType.answer(to: request)
        return .bytes(
            failure.body.serialized(pretty: isPretty),
            contentType: "application/json",
            status: failure.status,
            headers: headers
        )
    }

    static func apiError(_ error: any Error, _ request: Request) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as LogStoreError: return APIError(error)
        case let problem as Problem: return apiError(problem, request)
        default:
            return APIError(.internalServerError, type: "exception", reason: "something went wrong here")
        }
    }

    private static func apiError(_ problem: Problem, _ request: Request) -> APIError {
        let path = request.uri.string
        switch problem.status {
        case .notFound:
            return APIError(
                .badRequest,
                text: "no handler found for uri [\(path)] and method [\(request.method.rawValue)]"
            )
        case .methodNotAllowed:
            let allowed = problem.headers[.allow] ?? ""
            return APIError(
                .methodNotAllowed,
                text: "Incorrect HTTP method for uri [\(path)] and method [\(request.method.rawValue)], "
                    + "allowed: [\(allowed)]",
                headers: [.allow: allowed]
            )
        case .contentTooLarge:
            return APIError(.contentTooLarge, type: "content_too_long_exception", reason: problem.detail)
        case .serviceUnavailable:
            return APIError(.serviceUnavailable, type: "node_closed_exception", reason: problem.detail)
        default:
            return APIError(problem.status, type: "illegal_argument_exception", reason: problem.detail)
        }
    }
}
