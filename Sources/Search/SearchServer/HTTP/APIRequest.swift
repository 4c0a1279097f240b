import Bytes
import HTTPTypes
import Hummingbird
import LogStore
import QueryDSL
import ServiceKit

/// A request with what handlers ask of it. Parameters that nobody has asked for are an error in the end.
final class APIRequest {
    let request: Request
    let context: AppContext
    private let parameters: [(name: String, value: String)]
    private var known: Set<String> = ["pretty", "human", "error_trace", "filter_path", "source_content_type"]

    init(_ request: Request, _ context: AppContext) {
        self.request = request
        self.context = context
        parameters = request.uri.queryParameters.map { (Self.decoded($0.key), Self.decoded($0.value)) }
    }

    private static func decoded(_ text: Substring) -> String {
        percentDecoded(text.contains("+") ? Substring(text.map { $0 == "+" ? " " : $0 }) : text)
    }

    /// `%41` becomes `A`; what is no such sequence stays.
    static func percentDecoded(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
            {
                result.append(value)
                at += 3
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A part of the path.
    func path(_ name: String) -> String {
        context.parameters.get(name).map { Self.percentDecoded(Substring($0)) } ?? ""
    }

    var hasIndex: Bool { context.parameters.get("index") != nil }

    // MARK: - Parameters

    func string(_ name: String) -> String? {
        known.insert(name)
        return parameters.last { $0.name == name }?.value
    }

    func has(_ name: String) -> Bool { string(name) != nil }

    func bool(_ name: String) throws(APIError) -> Bool? {
        switch string(name) {
        case nil: return nil
        case "true", "": return true
        case "false": return false
        case let text?:
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "Failed to parse value [\(text)] as only [true] or [false] are allowed."
            )
        }
    }

    func int(_ name: String) throws(APIError) -> Int? {
        guard let text = string(name) else { return nil }
        guard let value = Int(text) else {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "Failed to parse int parameter [\(name)] with value [\(text)]"
            )
        }
        return value
    }

    func duration(_ name: String) throws(APIError) -> Duration? {
        guard let text = string(name), text != "-1" else { return nil }
        guard let duration = DurationText.parse(text) else {
            throw APIError(
                .badRequest,
                type: "illegal_argument_exception",
                reason: "failed to parse setting [\(name)] with value [\(text)] as a time value: unit is missing or "
                    + "unrecognized"
            )
        }
        return duration
    }

    func list(_ name: String) -> [String] {
        string(name)?.split(separator: ",").map(String.init) ?? []
    }

    /// Parameters that are right and change nothing here.
    func accept(_ names: String...) {
        known.formUnion(names)
    }

    func rejectUnknown() throws(APIError) {
        let unknown = Set(parameters.map(\.name)).subtracting(known).sorted()
        guard !unknown.isEmpty else { return }
        let noun = unknown.count == 1 ? "parameter" : "parameters"
        let names = unknown.map { "[\($0)]" }.joined(separator: ", ")
        throw APIError(
            .badRequest,
            type: "illegal_argument_exception",
            reason: "request [\(request.uri.path)] contains unrecognized \(noun): \(names)"
        )
    }

    /// `ignore_unavailable`, `allow_no_indices`, `expand_wildcards`.
    func indexOptions(allowNoIndices: Bool = true) throws(APIError) -> IndexOptions {
        accept("expand_wildcards", "ignore_throttled")
        return IndexOptions(
            ignoreUnavailable: try bool("ignore_unavailable") ?? false,
            allowNoIndices: try bool("allow_no_indices") ?? allowNoIndices
        )
    }

    // MARK: - Body

    func bodyBytes() async throws -> [UInt8] {
        try await request.bodyBytes(context)
    }

    /// The body as JSON; nil when there is none. `source` is the body of requests that cannot have one.
    func body() async throws -> JSONBody? {
        try MediaType.checkContent(of: request, isLines: false)
        var bytes = try await bodyBytes()
        if bytes.isEmpty, let source = string("source") { bytes = Array(source.utf8) }
        known.insert("source")
        guard bytes.contains(where: { $0 > 32 }) else { return nil }
        return try JSONBody(parsing: bytes)
    }

    func requiredBody() async throws -> JSONBody {
        guard let body = try await body() else {
            throw APIError(.badRequest, type: "parse_exception", reason: "request body is required")
        }
        return body
    }

    var isPretty: Bool { (try? bool("pretty")) ?? false }
    var filterPath: [String] { list("filter_path") }
}
