internal import Bytes
internal import EventBus
internal import Telemetry

/// What the todo service tells the others. Titles and notes stay here.
enum TodoEvents {
    static func completed(_ todo: Todo, at time: Timestamp) -> Event {
        Event(
            id: UUIDv7.make(at: time),
            topic: "evt.todos.todo.completed",
            type: "dev.martlet.todo.completed.v1",
            source: "/todos",
            subject: todo.id,
            time: time,
            aggregateVersion: todo.version,
            traceparent: TraceContext.current?.traceparent,
            data: [
                "todoId": .string(todo.id),
                "ownerId": .string(todo.ownerID),
                "completedAt": .string(time.rfc3339()),
            ]
        )
    }
}
