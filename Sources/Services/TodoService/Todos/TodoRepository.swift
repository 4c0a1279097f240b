internal import Bytes
internal import SQLDatabase
internal import ServiceApplication

/// The todos' tables, inside a transaction of the caller's. Every statement is about one owner.
struct TodoRepository {
    let connection: SQLConnection

    private static let columns = """
        t.id, t.owner_id, t.title, t.notes, t.completed, t.completed_at, t.due_at, t.priority, t.tags, t.position, \
        t.version, t.created_at, t.updated_at
        """

    func find(_ id: String, owner: String) throws -> Todo? {
        try connection.first(
            "select \(Self.columns) from todos t where t.id = $1 and t.owner_id = $2",
            [id, owner],
            Self.todo
        )
    }

    /// A page of the list, and the cursor to the next one when there is more.
    func list(_ list: TodoList, owner: String) throws -> (todos: [Todo], next: String?) {
        var (condition, parameters) = list.condition(owner: owner)
        // One more than asked for tells whether there is a next page.
        parameters.append(list.limit + 1)
        let direction = list.order.isDescending ? "desc" : "asc"
        let rows = try connection.query(
            """
            select \(Self.columns), \(list.order.expression) from todos t where \(condition)
            order by \(list.order.expression) \(direction), t.id \(direction) limit $\(parameters.count)
            """,
            parameters
        ) { (todo: try Self.todo($0), sortValue: try $0.integer(13)) }
        let page = rows.prefix(list.limit)
        let next = rows.count > list.limit ? page.last.map { list.cursor(after: $0.sortValue, $0.todo.id) } : nil
        return (page.map(\.todo), next)
    }

    func insert(_ todo: Todo) throws {
        let content = todo.content
        try connection.execute(
            """
            insert into todos (id, owner_id, title, notes, completed, completed_at, due_at, priority, tags, position,
                version, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                todo.id, todo.ownerID, content.title, content.notes, content.completed, todo.completedAt,
                content.dueAt, content.priority, Self.text(of: content.tags), content.order, todo.version,
                todo.createdAt, todo.updatedAt,
            ]
        )
        try insertTags(of: todo)
    }

    func update(_ todo: Todo) throws {
        let content = todo.content
        try connection.execute(
            """
            update todos set title = $1, notes = $2, completed = $3, completed_at = $4, due_at = $5, priority = $6,
                tags = $7, position = $8, version = $9, updated_at = $10
            where id = $11 and owner_id = $12
            """,
            [
                content.title, content.notes, content.completed, todo.completedAt, content.dueAt, content.priority,
                Self.text(of: content.tags), content.order, todo.version, todo.updatedAt, todo.id, todo.ownerID,
            ]
        )
        try connection.execute("delete from todo_tags where todo_id = $1", [todo.id])
        try insertTags(of: todo)
    }

    func delete(_ id: String, owner: String) throws {
        try connection.execute("delete from todos where id = $1 and owner_id = $2", [id, owner])
    }

    private func insertTags(of todo: Todo) throws {
        for tag in todo.content.tags {
            try connection.execute("insert into todo_tags (todo_id, tag) values ($1, $2)", [todo.id, tag])
        }
    }

    private static func text(of tags: [String]) -> String {
        JSONValue.array(tags.map { .string($0) }).text
    }

    private static func todo(_ row: SQLRow) throws -> Todo {
        let tags = try JSONValue(parsing: try row.text(8)).array ?? []
        let content = Todo.Content(
            title: try row.text(2),
            notes: try row.optionalText(3),
            completed: try row.bool(4),
            dueAt: try row.optionalTimestamp(6),
            priority: Int(try row.integer(7)),
            tags: tags.compactMap(\.string),
            order: try row.optionalInteger(9).map { Int($0) }
        )
        var todo = Todo(
            id: try row.text(0),
            ownerID: try row.text(1),
            content: content,
            at: try row.timestamp(11)
        )
        todo.completedAt = try row.optionalTimestamp(5)
        todo.version = try row.integer(10)
        todo.updatedAt = try row.timestamp(12)
        return todo
    }
}
