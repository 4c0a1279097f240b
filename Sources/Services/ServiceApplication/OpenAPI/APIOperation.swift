public import Bytes

/// One route in an OpenAPI document.
public struct APIOperation: Sendable {
    public enum Authentication: Sendable {
        case none, optional, required
    }

    public let method: String
    /// With its parameters in braces: `/v1/todos/{id}`.
    public let path: String
    public let id: String
    public let summary: String
    public var authentication: Authentication
    /// Query parameters and headers.
    public var parameters: [JSONValue]
    /// The name of the body's schema.
    public var body: String?
    /// The answer when all is well, with the name of its schema.
    public var success: (status: Int, description: String, schema: String?)
    /// Statuses of problem documents.
    public var problems: [Int]

    public init(
        _ method: String,
        _ path: String,
        id: String,
        _ summary: String,
        authentication: Authentication = .none,
        parameters: [JSONValue] = [],
        body: String? = nil,
        success: (status: Int, description: String, schema: String?),
        problems: [Int] = []
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.authentication = authentication
        self.parameters = parameters
        self.body = body
        self.success = success
        self.problems = problems
    }

    var json: JSONValue {
        var object: JSONObject = ["operationId": .string(id), "summary": .string(summary)]
        switch authentication {
        case .none: object.append("security", [])
        case .optional: object.append("security", [[:], ["bearer": []]])
        case .required: object.append("security", [["bearer": []]])
        }
        let all = pathParameters + parameters
        if !all.isEmpty { object.append("parameters", .array(all)) }
        if let body {
            object.append("requestBody", ["required": true, "content": Self.content(body)])
        }
        var responses = JSONObject()
        var answer: JSONObject = ["description": .string(success.description)]
        if let schema = success.schema { answer.append("content", Self.content(schema)) }
        responses.append("\(success.status)", .object(answer))
        for status in Set(problems).sorted() {
            responses.append("\(status)", ["$ref": "#/components/responses/Problem"])
        }
        object.append("responses", .object(responses))
        return .object(object)
    }

    private var pathParameters: [JSONValue] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { segment in
            [
                "name": .string(String(segment.dropFirst().dropLast())), "in": "path", "required": true,
                "schema": ["type": "string"],
            ]
        }
    }

    private static func content(_ schema: String) -> JSONValue {
        ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]]
    }
}
