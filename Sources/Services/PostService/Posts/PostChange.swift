internal import Bytes
internal import ServiceApplication
internal import ServiceKit

/// What a request says about a post's content: all of it (POST) or some of it (PATCH, a merge patch).
struct PostChange: Sendable {
    static let maximumBodyCharacters = 200 << 10

    private let title: Field<String>
    private let description: Field<String>
    private let body: Field<String>
    private let tags: Field<[String]>
    private let status: Field<Post.Status>

    /// - Parameter isWhole: Whether title and body must be there.
    init(_ fields: FieldReader, isWhole: Bool) throws(Problem) {
        var reader = fields
        title = reader.text("title", length: 1...200, trimmed: true)
        description = reader.text("description", length: 0...500, trimmed: true, multiline: true)
        body = reader.text("body", length: 1...Self.maximumBodyCharacters, multiline: true)
        tags = reader.tags("tags", count: 10, length: 32)
        status = reader.choice("status")
        if isWhole {
            _ = reader.required("title", title)
            _ = reader.required("body", body)
        } else {
            _ = reader.notNull("title", title)
            _ = reader.notNull("body", body)
        }
        _ = reader.notNull("tags", tags)
        _ = reader.notNull("status", status)
        try reader.finish()
    }

    func applied(to content: Post.Content) -> Post.Content {
        var changed = content
        changed.title = title.value ?? content.title
        changed.description = description.applied(to: content.description).flatMap { $0.isEmpty ? nil : $0 }
        changed.body = body.value ?? content.body
        changed.tags = tags.value.map { $0.sorted() } ?? content.tags
        changed.status = status.value ?? content.status
        return changed
    }

    /// The content that this alone makes.
    var whole: Post.Content { applied(to: Post.Content(title: "", body: "")) }

    /// What makes a repeated request the same one.
    var fingerprint: [UInt8] {
        let content = whole
        let values: [JSONValue] = [
            .string(content.title), content.description.map { .string($0) } ?? .null, .string(content.body),
            .array(content.tags.map { .string($0) }), .string(content.status.rawValue),
        ]
        return JSONValue.array(values).serialized()
    }
}
