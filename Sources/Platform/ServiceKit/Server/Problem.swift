import Bytes
public import HTTPTypes
import Hummingbird

/// An error as RFC 9457 describes it, for handlers to throw.
public struct Problem: Error, Sendable, CustomStringConvertible {
    public var status: HTTPResponse.Status
    /// A stable word for programs, e.g. `validation`; also the end of the `type` URI.
    public var code: String
    /// What happened, for a person.
    public var detail: String
    /// What is wrong with each field of the request.
    public var errors: [String: [String]]
    public var headers: HTTPFields

    public init(
        _ status: HTTPResponse.Status,
        code: String? = nil,
        detail: String,
        errors: [String: [String]] = [:],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code ?? Self.code(for: status)
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    public var description: String { "\(status.code) \(code): \(detail)" }

    /// `Not Found` → `not-found`.
    static func code(for status: HTTPResponse.Status) -> String {
        status.reasonPhrase.isEmpty
            ? "status-\(status.code)"
            : status.reasonPhrase.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    }

    /// The document, with what ties it to one request.
    func json(instance: String, requestID: String, traceID: String) -> JSONValue {
        var object = JSONObject()
        object.append("type", .string("/problems/\(code)"))
        object.append("title", .string(status.reasonPhrase))
        object.append("status", .integer(Int64(status.code)))
        object.append("detail", .string(detail))
        object.append("instance", .string(instance))
        object.append("code", .string(code))
        object.append("requestId", .string(requestID))
        object.append("traceId", .string(traceID))
        if !errors.isEmpty {
            var fields = JSONObject()
            for (name, reasons) in errors.sorted(by: { $0.key < $1.key }) {
                fields.append(name, .array(reasons.map { .string($0) }))
            }
            object.append("errors", .object(fields))
        }
        return .object(object)
    }
}
