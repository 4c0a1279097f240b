internal import EventBus
internal import Logging
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceLifecycle

extension UserUseCases {
    /// Counts `todo.completed` in its owner's profile, once for each event.
    func completedTodosConsumer() -> any Service {
        let logger = foundation.logger
        return foundation.events.consumer(
            durable: "users.completed-todos",
            topics: ["evt.todos.todo.completed"],
            database: foundation.database,
            clock: foundation.clock,
            options: foundation.configuration.subscription,
            logger: logger
        ) { event, connection in
            let owner = try event.text("ownerId")
            if try !UserRepository(connection: connection).countCompletedTodo(of: owner) {
                logger.warning("A todo was completed by a user who is not here", metadata: ["user.id": "\(owner)"])
            }
        }
    }
}
