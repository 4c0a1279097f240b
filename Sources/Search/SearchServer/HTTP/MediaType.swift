import HTTPTypes
import Hummingbird

/// Content types, as Elasticsearch takes and gives them.
enum MediaType {
    static let product = HTTPField.Name("X-Elastic-Product")!

    /// `application/json` or, for clients that ask for a compatible version, theirs.
    static func answer(to request: Request) -> String {
        let wanted = request.headers[.accept] ?? request.headers[.contentType] ?? ""
        guard let version = compatibleVersion(wanted) else { return "application/json" }
        return "application/vnd.elasticsearch+json;compatible-with=\(version)"
    }

    private static func compatibleVersion(_ text: String) -> String? {
        guard text.contains("vnd.elasticsearch+"), let equals = text.lastIndex(of: "=") else { return nil }
        let version = text[text.index(after: equals)...].prefix { $0.isASCII && $0.isNumber }
        return version == "8" || version == "9" ? String(version) : nil
    }

    private static let json = ["application/json", "application/vnd.elasticsearch+json"]
    private static let lines = ["application/x-ndjson", "application/vnd.elasticsearch+x-ndjson"]

    /// - Throws: 406 for a content type that is no JSON.
    static func checkContent(of request: Request, isLines: Bool) throws(APIError) {
        guard let header = request.headers[.contentType], !header.isEmpty else { return }
        let type = header.split(separator: ";").first.map { $0.lowercased().filter { !$0.isWhitespace } } ?? ""
        guard json.contains(type) || isLines && lines.contains(type) else {
            throw APIError(.notAcceptable, text: "Content-Type header [\(header)] is not supported")
        }
    }
}
