internal import Bytes
internal import ServiceApplication

/// One thing to do. It belongs to one user, and nobody else learns that it exists.
struct Todo: Sendable, Equatable {
    let id: String
    let ownerID: String
    var content: Content
    /// When it was completed; nil while it is open.
    var completedAt: Timestamp?
    /// Counts changes, from 1.
    var version: Int64
    let createdAt: Timestamp
    var updatedAt: Timestamp

    /// What the owner writes.
    struct Content: Sendable, Equatable {
        var title: String
        var notes: String?
        var completed = false
        var dueAt: Timestamp?
        /// 0 (none) to 3 (urgent).
        var priority = 0
        var tags: [String] = []
        /// The owner's own order; todos without one come last.
        var order: Int?
    }

    /// What became of a change.
    enum Transition: Sendable, Equatable {
        case unchanged, changed, completed
    }

    init(id: String, ownerID: String, content: Content, at time: Timestamp) {
        self.id = id
        self.ownerID = ownerID
        self.content = content
        completedAt = content.completed ? time : nil
        version = 1
        createdAt = time
        updatedAt = time
    }

    var tag: EntityTag { EntityTag(version: version) }

    /// Writes new content: a new version, and completion noted where it begins.
    mutating func change(to new: Content, at time: Timestamp) -> Transition {
        guard new != content else { return .unchanged }
        let completes = new.completed && !content.completed
        if completes { completedAt = time }
        if !new.completed { completedAt = nil }
        content = new
        version += 1
        // Strictly later, so that a client sees that something changed, whatever the clock did.
        updatedAt = max(time, updatedAt + .milliseconds(1))
        return completes ? .completed : .changed
    }

    var json: JSONValue {
        func text(_ time: Timestamp?) -> JSONValue { time.map { .string($0.rfc3339()) } ?? .null }
        var object = JSONObject()
        object.append("id", .string(id))
        object.append("title", .string(content.title))
        object.append("notes", content.notes.map { .string($0) } ?? .null)
        object.append("completed", .bool(content.completed))
        object.append("completedAt", text(completedAt))
        object.append("dueAt", text(content.dueAt))
        object.append("priority", .integer(Int64(content.priority)))
        object.append("tags", .array(content.tags.map { .string($0) }))
        object.append("order", content.order.map { .integer(Int64($0)) } ?? .null)
        object.append("url", .string("/v1/todos/\(id)"))
        object.append("createdAt", text(createdAt))
        object.append("updatedAt", text(updatedAt))
        return .object(object)
    }
}
