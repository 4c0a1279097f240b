import Bytes
import HTTPTypes
import Hummingbird
import PromQL
import ServiceKit

/// An error in the shape of Prometheus's API: `{"status":"error","errorType":…,"error":…}`.
struct APIError: Error, Sendable, CustomStringConvertible {
    enum Kind: String, Sendable {
        case badData = "bad_data"
        case execution
        case timeout
        case canceled
        case `internal`
        case unavailable
        case notFound = "not_found"
        case notAcceptable = "not_acceptable"
    }

    let kind: Kind
    let reason: String
    var description: String { "\(kind.rawValue): \(reason)" }

    var status: HTTPResponse.Status {
        switch kind {
        case .badData: .badRequest
        case .execution: .unprocessableContent
        case .timeout: .serviceUnavailable
        case .canceled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .internal, .unavailable: .internalServerError
        case .notFound: .notFound
        case .notAcceptable: .notAcceptable
        }
    }

    static func badData(_ reason: String) -> APIError {
        APIError(kind: .badData, reason: reason)
    }

    static func invalidParameter(_ name: String, _ reason: String) -> APIError {
        .badData("invalid parameter \"\(name)\": \(reason)")
    }

    /// What the engine says of a query, with Prometheus's code for it.
    init(_ error: QueryError) {
        switch error.kind {
        case .parse:
            // The type of a query is no matter of its text, and has no position.
            let isType = error.reason.hasPrefix("invalid expression type")
            self = .invalidParameter("query", isType ? error.reason : error.description)
        case .execution, .tooManySamples: self.init(kind: .execution, reason: error.description)
        case .timeout: self.init(kind: .timeout, reason: error.description)
        case .canceled: self.init(kind: .canceled, reason: error.description)
        case .storage: self.init(kind: .internal, reason: error.description)
        }
    }

    init(kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }

    func response(status: HTTPResponse.Status? = nil, headers: HTTPFields = [:]) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("status", "error")
        json.member("errorType", kind.rawValue)
        json.member("error", reason)
        json.endObject()
        return .json(json.bytes, status: status ?? self.status, headers: headers)
    }

    /// Every error of the server in the shape that its path's clients read: the API's for the API, a line of text for
    /// the rest.
    @Sendable
    static func render(_ error: any Error, _ request: Request, _ context: AppContext) -> Response? {
        let isAPI = request.uri.path.hasPrefix("/api/")
        if let error = error as? APIError {
            return isAPI ? error.response() : .text(error.reason + "\n", status: error.status)
        }
        guard let problem = error as? Problem else {
            let hidden = APIError(kind: .internal, reason: "something went wrong here")
            return isAPI ? hidden.response() : .text(hidden.reason + "\n", status: .internalServerError)
        }
        guard isAPI else { return .text(problem.detail + "\n", status: problem.status, headers: problem.headers) }
        let kind: Kind =
            switch problem.status.code {
            case 404: .notFound
            case 406: .notAcceptable
            case 503: .unavailable
            case 500...: .internal
            default: .badData
            }
        return APIError(kind: kind, reason: problem.detail).response(status: problem.status, headers: problem.headers)
    }
}
