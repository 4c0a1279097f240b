public import Bytes

/// Pieces of JSON Schema (2020-12) that the services' descriptions are made of.
public enum APISchema {
    public static let time: JSONValue = ["type": "string", "format": "date-time"]
    public static let optionalTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
    public static let id: JSONValue = ["type": "string", "format": "uuid"]
    public static let boolean: JSONValue = ["type": "boolean"]

    public static func text(_ length: ClosedRange<Int>, optional: Bool = false) -> JSONValue {
        [
            "type": optional ? ["string", "null"] : "string", "minLength": .integer(Int64(length.lowerBound)),
            "maxLength": .integer(Int64(length.upperBound)),
        ]
    }

    public static func integer(_ range: ClosedRange<Int>? = nil, optional: Bool = false) -> JSONValue {
        var object: JSONObject = ["type": optional ? ["integer", "null"] : "integer"]
        if let range {
            object.append("minimum", .integer(Int64(range.lowerBound)))
            object.append("maximum", .integer(Int64(range.upperBound)))
        }
        return .object(object)
    }

    public static func tags(count: Int, length: Int) -> JSONValue {
        ["type": "array", "maxItems": .integer(Int64(count)), "items": text(1...length)]
    }

    public static func words(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }

    public static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    public static func object(required: [String] = [], _ properties: [(String, JSONValue)]) -> JSONValue {
        var object: JSONObject = ["type": "object"]
        if !required.isEmpty { object.append("required", .array(required.map { .string($0) })) }
        var members = JSONObject()
        for (name, schema) in properties { members.append(name, schema) }
        object.append("properties", .object(members))
        return .object(object)
    }

    /// A page of a list.
    public static func page(of name: String) -> JSONValue {
        object(
            required: ["items", "nextCursor"],
            [
                ("items", ["type": "array", "items": reference(name)]),
                ("nextCursor", ["type": ["string", "null"]]),
            ]
        )
    }

    public static func query(_ name: String, _ schema: JSONValue, _ description: String) -> JSONValue {
        ["name": .string(name), "in": "query", "description": .string(description), "schema": schema]
    }

    public static func header(_ name: String, _ description: String) -> JSONValue {
        ["name": .string(name), "in": "header", "description": .string(description), "schema": ["type": "string"]]
    }

    public static let idempotencyKey = header("Idempotency-Key", "A repetition with the same key has no second effect.")
    public static let ifMatch = header("If-Match", "The ETag of the version that the change is made to.")
    public static let ifNoneMatch = header(
        "If-None-Match",
        "The ETag that the client has; 304 where it is still right."
    )
    public static let paging: [JSONValue] = [
        query("limit", ["type": "integer", "minimum": 1, "maximum": 100, "default": 20], "Items a page."),
        query("cursor", ["type": "string"], "nextCursor of the page before, with the same filters."),
    ]
}
