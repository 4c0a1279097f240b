public import Bytes
internal import Crypto
internal import HTTPTypes
public import Hummingbird
public import SQLDatabase
public import ServiceKit

/// An answer as it is kept for a repetition of its request.
public struct StoredResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public func response(replayed: Bool = false) -> Response {
        var fields: HTTPFields = [:]
        for header in headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        if replayed { fields[.idempotentReplayed] = "true" }
        return .json(body, status: HTTPResponse.Status(code: status), headers: fields)
    }
}

/// What an `Idempotency-Key` header promises (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again
/// has its effect once and the same answer. Key, effect and answer are written in one transaction, so there is no
/// moment in which a crash or a second copy of the request could come between.
public struct Idempotency: Sendable {
    public static let schema = """
        create table idempotency (
            scope text not null,
            idempotency_key text not null,
            fingerprint text not null,
            status bigint not null,
            headers text not null,
            body text not null,
            created_at bigint not null,
            primary key (scope, idempotency_key)
        );
        create index idempotency_by_age on idempotency (created_at);
        """

    static let retention = Duration.seconds(86_400)

    /// Who asks for what: the same key of another user or route is another key.
    let scope: String
    let key: String?
    let fingerprint: String

    /// - Parameters:
    ///   - principal: The user's id, or empty for routes that need none.
    ///   - content: What makes the request the same one: its body, without secrets.
    public init(_ request: Request, principal: String, content: [UInt8]) throws(Problem) {
        scope = "\(principal) \(request.method.rawValue) \(request.uri.path)"
        fingerprint = Hex.encode([UInt8](SHA256.hash(data: content)))
        guard let key = request.headers[.idempotencyKey] else {
            key = nil
            return
        }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest,
                code: "invalid-idempotency-key",
                detail: "An Idempotency-Key has 1 to 255 visible ASCII characters."
            )
        }
        self.key = key
    }

    /// The answer that was given before, with its replay header. A 422 where the key came with another body.
    public func replay(on connection: SQLConnection) throws -> StoredResponse? {
        guard let key else { return nil }
        let stored = try connection.first(
            "select fingerprint, status, headers, body from idempotency where scope = $1 and idempotency_key = $2",
            [scope, key]
        ) {
            (
                fingerprint: try $0.text(0), status: Int(try $0.integer(1)), headers: try $0.text(2),
                body: try $0.text(3)
            )
        }
        guard let stored else { return nil }
        guard stored.fingerprint == fingerprint else {
            throw Problem(
                .unprocessableContent,
                code: "idempotency-key-reused",
                detail: "This Idempotency-Key was used with another body."
            )
        }
        let headers = try JSONValue(parsing: stored.headers).object ?? JSONObject()
        return StoredResponse(
            status: stored.status,
            headers: headers.members.map { ($0.key, $0.value.string ?? "") },
            body: Array(stored.body.utf8)
        )
    }

    /// Runs `effect` and keeps its answer, or gives the answer it had before.
    public func perform(
        at time: Timestamp,
        on connection: SQLConnection,
        _ effect: () throws -> StoredResponse
    ) throws -> (response: StoredResponse, isReplay: Bool) {
        if let stored = try replay(on: connection) { return (stored, true) }
        let response = try effect()
        if let key {
            var headers = JSONObject()
            for header in response.headers { headers.append(header.name, .string(header.value)) }
            try connection.execute(
                """
                insert into idempotency (scope, idempotency_key, fingerprint, status, headers, body, created_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    scope, key, fingerprint, response.status, JSONValue.object(headers).text,
                    String(decoding: response.body, as: UTF8.self), time,
                ]
            )
        }
        return (response, false)
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
}
