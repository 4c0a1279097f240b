public import Bytes

/// A service's own description of its routes, OpenAPI 3.1, served at `/openapi.json`.
public struct APIDocument: Sendable {
    public let title: String
    public let description: String
    public let version: String
    public let operations: [APIOperation]
    public let schemas: [(name: String, schema: JSONValue)]

    public init(
        title: String,
        description: String,
        version: String,
        operations: [APIOperation],
        schemas: [(name: String, schema: JSONValue)]
    ) {
        self.title = title
        self.description = description
        self.version = version
        self.operations = operations + [Self.own]
        self.schemas = schemas + [("Problem", Self.problem)]
    }

    public var json: JSONValue {
        var paths = JSONObject()
        for operation in operations {
            var item = paths[operation.path]?.object ?? JSONObject()
            item.append(operation.method.lowercased(), operation.json)
            paths[operation.path] = .object(item)
        }
        var components = JSONObject()
        for (name, schema) in schemas { components.append(name, schema) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title), "description": .string(description), "version": .string(version),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(components),
                "responses": [
                    "Problem": [
                        "description": "What is wrong (RFC 9457).",
                        "content": [
                            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
                        ],
                    ]
                ],
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"]],
            ],
        ]
    }

    private static let own = APIOperation(
        "GET",
        "/openapi.json",
        id: "getDescription",
        "This document.",
        success: (200, "The description of this service.", nil)
    )

    private static let problem = APISchema.object(
        required: ["type", "title", "status", "detail", "code", "requestId", "traceId"],
        [
            ("type", ["type": "string", "format": "uri-reference"]),
            ("title", ["type": "string"]),
            ("status", ["type": "integer"]),
            ("detail", ["type": "string"]),
            ("instance", ["type": "string"]),
            ("code", ["type": "string"]),
            ("requestId", ["type": "string"]),
            ("traceId", ["type": "string"]),
            (
                "errors",
                [
                    "type": "object",
                    "additionalProperties": ["type": "array", "items": ["type": "string"]],
                ]
            ),
        ]
    )
}
