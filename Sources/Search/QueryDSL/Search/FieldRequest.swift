import Bytes
public import LogStore

/// A field that is to be shown beside the source, by a name with `*`.
public struct FieldRequest: Sendable, Equatable {
    public var pattern: String
    /// How dates are shown.
    public var format: DateFormat?

    public init(_ pattern: String, format: DateFormat? = nil) {
        self.pattern = pattern
        self.format = format
    }

    static func parse(_ node: BodyNode, _ context: String) throws(LogStoreError) -> [FieldRequest] {
        var requests: [FieldRequest] = []
        for element in node.elements {
            guard element.kind == .object else {
                requests.append(FieldRequest(try element.string(context, "field")))
                continue
            }
            var request = FieldRequest("")
            for (key, value) in element.members {
                switch key {
                case "field": request.pattern = try value.string(context, key)
                case "format":
                    let text = try value.string(context, key)
                    // Named by old versions for the format of the field.
                    if text != "use_field_mapping" { request.format = try DateFormat(parsing: text) }
                case "include_unmapped": _ = try value.bool(context, key)
                default: throw value.unknownField(key, in: "field_and_format")
                }
            }
            guard !request.pattern.isEmpty else {
                throw element.error(.illegalArgument, "Required [field]")
            }
            requests.append(request)
        }
        return requests
    }
}
