internal import Bytes
internal import HTTPTypes
public import Hummingbird
public import ServiceKit

extension Request {
    /// The body's members, where it is JSON by its content type (`application/json`, any `application/…+json`) and by
    /// its text: else 415, 400 or 422.
    public func fields(_ context: AppContext) async throws -> FieldReader {
        try requireJSON()
        return try FieldReader(try await json(context))
    }

    func requireJSON() throws(Problem) {
        let type = headers[.contentType] ?? ""
        let essence = type.split(separator: ";", omittingEmptySubsequences: false)[0]
            .filter { $0 != " " && $0 != "\t" }.lowercased()
        let isJSON = essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json")
        guard isJSON else {
            let found = type.isEmpty ? "There is no Content-Type" : "\"\(type)\" is not supported"
            throw Problem(.unsupportedMediaType, detail: "\(found); send application/json.")
        }
    }
}
