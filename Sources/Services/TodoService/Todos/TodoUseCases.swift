internal import Bytes
internal import EventBus
internal import HTTPTypes
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// What the todo service does, over what it stands on. The routes and the consumer only translate.
struct TodoUseCases: Sendable {
    let foundation: ServiceFoundation
    let authenticator: Authenticator

    func create(
        _ content: Todo.Content,
        owner: String,
        idempotency: Idempotency
    ) async throws -> (StoredResponse, Bool) {
        let now = foundation.clock.now()
        let todo = Todo(id: UUIDv7.make(at: now), ownerID: owner, content: content, at: now)
        return try await foundation.database.write("todos.create") { [outbox = foundation.outbox] connection in
            try idempotency.perform(at: now, on: connection) {
                try TodoRepository(connection: connection).insert(todo)
                if todo.content.completed { try outbox.append(TodoEvents.completed(todo, at: now), to: connection) }
                return StoredResponse(
                    status: 201,
                    headers: [("Location", "/v1/todos/\(todo.id)"), ("ETag", todo.tag.text)],
                    body: todo.json.serialized()
                )
            }
        }
    }

    func find(_ id: String, owner: String) async throws -> Todo {
        try await foundation.database.read("todos.find") { connection in
            try Self.todo(id, owner: owner, on: connection)
        }
    }

    func list(_ list: TodoList, owner: String) async throws -> (todos: [Todo], next: String?) {
        try await foundation.database.read("todos.list") { connection in
            try TodoRepository(connection: connection).list(list, owner: owner)
        }
    }

    /// Writes new content; `todo.completed` goes into the outbox with it, once for each time the todo is completed.
    func change(
        _ id: String,
        owner: String,
        if precondition: Precondition,
        _ content: @escaping @Sendable (Todo.Content) -> Todo.Content
    ) async throws -> Todo {
        let now = foundation.clock.now()
        return try await foundation.database.write("todos.change") { [outbox = foundation.outbox] connection in
            var todo = try Self.todo(id, owner: owner, on: connection)
            try todo.tag.checkPrecondition(of: precondition)
            let transition = todo.change(to: content(todo.content), at: now)
            if transition != .unchanged { try TodoRepository(connection: connection).update(todo) }
            if transition == .completed { try outbox.append(TodoEvents.completed(todo, at: now), to: connection) }
            return todo
        }
    }

    func delete(_ id: String, owner: String, if precondition: Precondition) async throws {
        try await foundation.database.write("todos.delete") { connection in
            let todo = try Self.todo(id, owner: owner, on: connection)
            try todo.tag.checkPrecondition(of: precondition)
            try TodoRepository(connection: connection).delete(id, owner: owner)
        }
    }

    /// Another's todo is as missing as one that never was.
    private static func todo(_ id: String, owner: String, on connection: SQLConnection) throws -> Todo {
        guard let todo = try TodoRepository(connection: connection).find(id, owner: owner) else {
            throw Problem(.notFound, detail: "There is no such todo.")
        }
        return todo
    }
}
