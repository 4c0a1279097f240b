internal import Bytes
internal import ServiceApplication
internal import ServiceKit

/// The description of the todo service's routes.
enum TodoAPI {
    static let document = APIDocument(
        title: "Martlet todo service",
        description: "One's own things to do. Another's todo answers as one that is not there.",
        version: Version.current,
        operations: operations,
        schemas: schemas
    )

    private static let operations = [
        APIOperation(
            "GET",
            "/v1/todos",
            id: "listTodos",
            "One's todos, a page at a time.",
            authentication: .required,
            parameters: [
                APISchema.query("completed", APISchema.boolean, "Only completed ones, or only open ones."),
                APISchema.query("tag", APISchema.text(0...32), "Only those with this tag."),
                APISchema.query("q", APISchema.text(0...200), "Only those with this text in title or notes."),
                APISchema.query("due_before", APISchema.time, "Only those due before this time."),
                APISchema.query("due_after", APISchema.time, "Only those due after this time."),
                APISchema.query(
                    "sort",
                    APISchema.words(TodoList.Order.allCases.map(\.rawValue)),
                    "The order; newest first where it is not given."
                ),
            ] + APISchema.paging,
            success: (200, "A page.", "TodoPage"),
            problems: [400, 401, 422, 503]
        ),
        APIOperation(
            "POST",
            "/v1/todos",
            id: "createTodo",
            "Creates a todo.",
            authentication: .required,
            parameters: [APISchema.idempotencyKey],
            body: "NewTodo",
            success: (201, "The todo; its address is in Location.", "Todo"),
            problems: [400, 401, 413, 415, 422, 503]
        ),
        APIOperation(
            "GET",
            "/v1/todos/{id}",
            id: "getTodo",
            "One todo.",
            authentication: .required,
            parameters: [APISchema.ifNoneMatch],
            success: (200, "The todo.", "Todo"),
            problems: [401, 404, 503]
        ),
        APIOperation(
            "PATCH",
            "/v1/todos/{id}",
            id: "changeTodo",
            "Changes some of a todo (JSON merge patch). Completing it sets completedAt.",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            body: "TodoChange",
            success: (200, "The todo as it is now.", "Todo"),
            problems: [400, 401, 404, 412, 413, 415, 422, 428, 503]
        ),
        APIOperation(
            "PUT",
            "/v1/todos/{id}",
            id: "replaceTodo",
            "Replaces a todo's content; what is left out gets its default.",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            body: "NewTodo",
            success: (200, "The todo as it is now.", "Todo"),
            problems: [400, 401, 404, 412, 413, 415, 422, 428, 503]
        ),
        APIOperation(
            "DELETE",
            "/v1/todos/{id}",
            id: "deleteTodo",
            "Deletes a todo.",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            success: (204, "The todo is gone.", nil),
            problems: [401, 404, 412, 428, 503]
        ),
    ]

    private static let content: [(String, JSONValue)] = [
        ("title", APISchema.text(1...200)),
        ("notes", APISchema.text(0...10_000, optional: true)),
        ("completed", APISchema.boolean),
        ("dueAt", APISchema.optionalTime),
        ("priority", APISchema.integer(0...3)),
        ("tags", APISchema.tags(count: 20, length: 32)),
        ("order", APISchema.integer(Int(Int32.min)...Int(Int32.max), optional: true)),
    ]

    private static let schemas: [(name: String, schema: JSONValue)] = [
        ("NewTodo", APISchema.object(required: ["title"], content)),
        ("TodoChange", APISchema.object(content)),
        (
            "Todo",
            APISchema.object(
                required: ["id", "url", "completedAt", "createdAt", "updatedAt"] + content.map(\.0),
                [("id", APISchema.id)] + content + [
                    ("completedAt", APISchema.optionalTime), ("url", ["type": "string"]),
                    ("createdAt", APISchema.time), ("updatedAt", APISchema.time),
                ]
            )
        ),
        ("TodoPage", APISchema.page(of: "Todo")),
    ]
}
