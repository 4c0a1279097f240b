internal import Bytes
internal import ServiceApplication
internal import ServiceKit

/// What a request says about a todo's content: all of it (POST, PUT) or some of it (PATCH, a merge patch).
struct TodoChange: Sendable {
    private let title: Field<String>
    private let notes: Field<String>
    private let completed: Field<Bool>
    private let dueAt: Field<Timestamp>
    private let priority: Field<Int>
    private let tags: Field<[String]>
    private let order: Field<Int>

    /// - Parameter isWhole: Whether what is left out gets its default, instead of staying as it is.
    init(_ fields: FieldReader, isWhole: Bool) throws(Problem) {
        var reader = fields
        title = reader.text("title", length: 1...200, trimmed: true)
        notes = reader.text("notes", length: 0...10_000, multiline: true)
        completed = reader.boolean("completed")
        dueAt = reader.time("dueAt")
        priority = reader.integer("priority", in: 0...3)
        tags = reader.tags("tags", count: 20, length: 32)
        order = reader.integer("order", in: Int(Int32.min)...Int(Int32.max))
        if isWhole { _ = reader.required("title", title) } else { _ = reader.notNull("title", title) }
        _ = reader.notNull("completed", completed)
        _ = reader.notNull("priority", priority)
        _ = reader.notNull("tags", tags)
        try reader.finish()
    }

    func applied(to content: Todo.Content) -> Todo.Content {
        var changed = content
        changed.title = title.value ?? content.title
        changed.notes = notes.applied(to: content.notes).flatMap { $0.isEmpty ? nil : $0 }
        changed.completed = completed.value ?? content.completed
        changed.dueAt = dueAt.applied(to: content.dueAt).map { Timestamp(milliseconds: $0.milliseconds) }
        changed.priority = priority.value ?? content.priority
        changed.tags = tags.value ?? content.tags
        changed.order = order.applied(to: content.order)
        return changed
    }

    /// The content that this alone makes.
    var whole: Todo.Content { applied(to: Todo.Content(title: "")) }
}
