internal import Bytes
internal import EventBus
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceLifecycle

extension TodoUseCases {
    /// Gives every new user a first todo, once.
    func welcomeConsumer() -> any Service {
        let clock = foundation.clock
        return foundation.events.consumer(
            durable: "todos.welcome",
            topics: ["evt.users.user.registered"],
            database: foundation.database,
            clock: clock,
            options: foundation.configuration.subscription,
            logger: foundation.logger
        ) { event, connection in
            let name = try event.text("displayName")
            let now = clock.now()
            let content = Todo.Content(
                title: "Welcome, \(name)!",
                notes: "This is your first todo. Complete it, and your profile counts it.",
                tags: ["welcome"]
            )
            let todo = Todo(
                id: UUIDv7.make(at: now),
                ownerID: try event.text("userId"),
                content: content,
                at: now
            )
            try TodoRepository(connection: connection).insert(todo)
        }
    }
}
