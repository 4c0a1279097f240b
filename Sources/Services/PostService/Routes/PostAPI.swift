internal import Bytes
internal import ServiceApplication
internal import ServiceKit

/// The description of the post service's routes.
enum PostAPI {
    static let document = APIDocument(
        title: "Martlet post service",
        description: "Posts, which everybody reads and their authors change. A draft is there for its author alone.",
        version: Version.current,
        operations: operations,
        schemas: schemas
    )

    private static let statuses = APISchema.words(Post.Status.allCases.map(\.rawValue))

    private static let operations = [
        APIOperation(
            "GET",
            "/v1/posts",
            id: "listPosts",
            "Posts, newest first, without their bodies.",
            authentication: .optional,
            parameters: [
                APISchema.query("author", APISchema.text(0...200), "Only those of the user of this name."),
                APISchema.query("tag", APISchema.text(0...32), "Only those with this tag."),
                APISchema.query("status", statuses, "Only published ones, or only one's own drafts."),
            ] + APISchema.paging,
            success: (200, "A page.", "PostPage"),
            problems: [400, 401, 422, 503]
        ),
        APIOperation(
            "POST",
            "/v1/posts",
            id: "createPost",
            "Writes a post, published unless its status says draft.",
            authentication: .required,
            parameters: [APISchema.idempotencyKey],
            body: "NewPost",
            success: (201, "The post; its address is in Location.", "Post"),
            problems: [400, 401, 413, 415, 422, 503]
        ),
        APIOperation(
            "GET",
            "/v1/posts/{id}",
            id: "getPost",
            "One post, by its id or its slug. A slug that it had once leads to the present one (308).",
            authentication: .optional,
            parameters: [APISchema.ifNoneMatch],
            success: (200, "The post.", "Post"),
            problems: [401, 404, 503]
        ),
        APIOperation(
            "PATCH",
            "/v1/posts/{id}",
            id: "changePost",
            "Edits one's own post (JSON merge patch). A new title gives a new slug.",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            body: "PostChange",
            success: (200, "The post as it is now.", "Post"),
            problems: [400, 401, 403, 404, 412, 413, 415, 422, 428, 503]
        ),
        APIOperation(
            "DELETE",
            "/v1/posts/{id}",
            id: "deletePost",
            "Deletes one's own post.",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            success: (204, "The post is gone.", nil),
            problems: [401, 403, 404, 412, 428, 503]
        ),
    ]

    private static let content: [(String, JSONValue)] = [
        ("title", APISchema.text(1...200)),
        ("description", APISchema.text(0...500, optional: true)),
        ("body", APISchema.text(1...PostChange.maximumBodyCharacters)),
        ("tags", APISchema.tags(count: 10, length: 32)),
        ("status", statuses),
    ]

    private static let summary: [(String, JSONValue)] =
        content.filter { $0.0 != "body" } + [
            ("id", APISchema.id), ("slug", ["type": "string"]), ("url", ["type": "string"]),
            ("author", APISchema.reference("Author")), ("publishedAt", APISchema.optionalTime),
            ("createdAt", APISchema.time), ("updatedAt", APISchema.time),
        ]

    private static let schemas: [(name: String, schema: JSONValue)] = [
        ("NewPost", APISchema.object(required: ["title", "body"], content)),
        ("PostChange", APISchema.object(content)),
        (
            "Author",
            APISchema.object(
                required: ["id", "username", "displayName"],
                [("id", APISchema.id), ("username", ["type": "string"]), ("displayName", ["type": "string"])]
            )
        ),
        ("PostSummary", APISchema.object(required: summary.map(\.0), summary)),
        (
            "Post",
            APISchema.object(required: summary.map(\.0) + ["body"], summary + content.filter { $0.0 == "body" })
        ),
        ("PostPage", APISchema.page(of: "PostSummary")),
    ]
}
