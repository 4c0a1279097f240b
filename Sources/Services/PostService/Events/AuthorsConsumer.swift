internal import EventBus
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceLifecycle

extension PostUseCases {
    /// Keeps the authors' projection in step with the users.
    func authorsConsumer() -> any Service {
        foundation.events.consumer(
            durable: "posts.authors",
            topics: ["evt.users.user.registered", "evt.users.user.updated"],
            database: foundation.database,
            clock: foundation.clock,
            options: foundation.configuration.subscription,
            logger: foundation.logger
        ) { event, connection in
            let author = Author(
                userID: try event.text("userId"),
                username: try event.text("username"),
                displayName: try event.text("displayName")
            )
            try AuthorRepository(connection: connection).project(author, version: event.aggregateVersion)
        }
    }
}
