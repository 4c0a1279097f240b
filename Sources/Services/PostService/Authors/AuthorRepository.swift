internal import SQLDatabase

/// The projection of users, inside a transaction of the caller's.
struct AuthorRepository {
    let connection: SQLConnection

    /// Takes over what an event says, unless a later one was here before: events may come late or twice.
    func project(_ author: Author, version: Int64) throws {
        try connection.execute(
            """
            insert into authors (user_id, username, username_key, display_name, version) values ($1, $2, $3, $4, $5)
            on conflict (user_id) do update set username = excluded.username, username_key = excluded.username_key,
                display_name = excluded.display_name, version = excluded.version
            where excluded.version > authors.version
            """,
            [author.userID, author.username, author.username.lowercased(), author.displayName, version]
        )
    }

    /// Makes sure that the author of a post is there, from what the access token says: somebody may write before the
    /// news of the registration has come. Any event overrides this.
    func ensure(userID: String, username: String) throws {
        try connection.execute(
            """
            insert into authors (user_id, username, username_key, display_name, version) values ($1, $2, $3, $2, 0)
            on conflict (user_id) do nothing
            """,
            [userID, username, username.lowercased()]
        )
    }
}
